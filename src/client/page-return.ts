/** Longest wait of a page whose timers run, ms: it was not left after all. A page in the back/forward cache has no running timers. */
const LIMIT = 5_000;

let pending: Promise<void> | undefined;
let isWatching = false;

/** Follows whether this page is left. Before the first call nothing is known. */
export function watchDepartures(): void {
  if (isWatching) return;
  isWatching = true;
  globalThis.addEventListener?.('pagehide', () => {
    pending ??= new Promise((resolve) => {
      const onReturn = (): void => {
        clearTimeout(timer);
        pending = undefined;
        resolve();
      };
      addEventListener('pageshow', onReturn, { once: true });
      const timer = setTimeout(onReturn, LIMIT);
    });
  });
}

/**
 * While this page is left: a promise that resolves if it comes back from the back/forward cache. `undefined`: it is in use.
 *
 * A browser ends the requests of a page that is left, and Firefox sends those that begin after `pagehide` past the worker,
 * without a token (R39).
 */
export function pageReturn(): Promise<void> | undefined {
  return pending;
}
