import { cutsResponses, RELAYING } from './fetch/open-responses.ts';
import { scope } from './scope.ts';

/** When a new version asks that still waits, ms after its installation: pages have loaded and made their first requests. */
const DELAY = 2_000;

/**
 * Lets a new version of the worker take over open pages as soon as the requests of the old version have ended. Call it
 * while the worker script is first evaluated.
 *
 * It calls `skipWaiting()` during the installation, and once more two seconds after it. Chromium ends the old version
 * for the takeover, but a request that arrives at that moment starts the old version again, and the new one then waits
 * until no request has arrived for 30 s. The second call repeats the takeover.
 *
 * In Firefox and WebKit a new version takes over at once, which cuts every response that the old version relays. So there
 * `skipWaiting()` is called only while none is open, and the old version tells the new one when its last response has ended.
 * It is not called during the installation: Firefox looks for an update before a page has loaded, and a page whose scripts
 * have not run cannot notice the takeover.
 *
 * @example
 * installKeyring();
 * takeOverAtOnce();
 */
export function takeOverAtOnce(): void {
  const cuts = cutsResponses(navigator.userAgent);
  const takeOver = async (): Promise<void> => {
    if (!cuts || !(await isRelaying())) await scope.skipWaiting();
  };
  const skipWaiting = (): void => void takeOver().catch(() => {});
  scope.addEventListener('install', () => {
    if (!cuts) skipWaiting();
    const { installing } = scope.registration;
    installing?.addEventListener('statechange', () => {
      if (installing.state === 'installed') setTimeout(skipWaiting, DELAY);
    });
  });
  scope.addEventListener('message', ({ data }) => {
    if (data === RELAYING) skipWaiting();
  });
}

async function isRelaying(): Promise<boolean> {
  const { held = [] } = await navigator.locks.query();
  return held.some(({ name }) => name === RELAYING);
}
