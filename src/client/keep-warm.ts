/** How often a page that somebody looks at asks, ms. */
const INTERVAL = 30_000;

/**
 * Calls `ask` now and then while somebody looks at this page, and at once when they come back to it. Pages in the
 * background do nothing: when all are hidden, nothing polls.
 */
export function keepWarm(ask: () => void): void {
  let timer: ReturnType<typeof setInterval> | undefined;
  const follow = (): void => {
    clearInterval(timer);
    if (document.visibilityState !== 'visible') return;
    ask();
    timer = setInterval(ask, INTERVAL);
  };
  document.addEventListener('visibilitychange', follow);
  follow();
}
