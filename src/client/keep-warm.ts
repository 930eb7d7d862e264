/** How often a visible page sends its message, ms. */
const INTERVAL = 30_000;

/**
 * Calls `send` every 30 s while this page is visible, and at once when it becomes visible. Hidden pages do nothing: when
 * all pages are hidden, nothing polls.
 *
 * @param signal ends it
 */
export function keepWarm(send: () => void, signal: AbortSignal): void {
  let timer: ReturnType<typeof setInterval> | undefined;
  const follow = (): void => {
    clearInterval(timer);
    if (document.visibilityState !== 'visible') return;
    send();
    timer = setInterval(send, INTERVAL);
  };
  document.addEventListener('visibilitychange', follow, { signal });
  signal.addEventListener('abort', () => clearInterval(timer));
  follow();
}
