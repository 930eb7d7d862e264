import { createSignal } from 'solid-js';

/** How long a page may be hidden before it closes its streams, ms. */
const PATIENCE = 20_000;

const [isVisible, setVisible] = createSignal(true);
let timer: ReturnType<typeof setTimeout> | undefined;

function follow(): void {
  clearTimeout(timer);
  if (document.visibilityState === 'visible') setVisible(true);
  else timer = setTimeout(() => setVisible(false), PATIENCE);
}
document.addEventListener('visibilitychange', follow);
// A tab that was opened in the background gets no `visibilitychange` event.
follow();

/**
 * Whether the page is visible, or was within the last 20 s. Over HTTP/1.1 a browser opens at most six connections to an
 * origin for all tabs together. One stream for each hidden tab would soon leave no connection for other requests.
 */
export { isVisible };
