import { scope } from './scope.ts';

/** When a new version that still waits asks again, ms: pages that loaded meanwhile have made their first requests. */
const REPEAT_DELAY = 2_000;

/**
 * Lets a new version of the worker take over open pages as soon as the requests of the old version have ended. Call it
 * while the worker script is first evaluated.
 *
 * It calls `skipWaiting()` during the installation, and once more two seconds after it. Chromium ends the old version
 * for the takeover, but a request that arrives at that moment starts the old version again, and the new one then waits
 * until no request has arrived for 30 s. The second call repeats the takeover.
 *
 * @example
 * installKeyring();
 * takeOverAtOnce();
 */
export function takeOverAtOnce(): void {
  const skipWaiting = (): void => void scope.skipWaiting().catch(() => {});
  scope.addEventListener('install', () => {
    skipWaiting();
    const { installing } = scope.registration;
    installing?.addEventListener('statechange', () => {
      if (installing.state === 'installed') setTimeout(skipWaiting, REPEAT_DELAY);
    });
  });
}
