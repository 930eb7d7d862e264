import { createSignal } from 'solid-js';

/** How long a page may be out of sight before it lets go of its streams, ms. */
const PATIENCE = 20_000;

const [isLookedAt, setLookedAt] = createSignal(true);
let timer: ReturnType<typeof setTimeout> | undefined;

function follow(): void {
  clearTimeout(timer);
  if (document.visibilityState === 'visible') setLookedAt(true);
  else timer = setTimeout(() => setLookedAt(false), PATIENCE);
}
document.addEventListener('visibilitychange', follow);
// A tab that was opened in the background hears of no change.
follow();

/**
 * Whether somebody may be looking at this page. Over HTTP/1.1 a browser opens six connections to an origin, for all
 * its tabs together: a stream per forgotten tab would soon leave none for anything else.
 */
export { isLookedAt };
