/** The first pause before a reconnection, ms. */
const FIRST = 500;
/** The longest, ms. */
const LONGEST = 30_000;
/** A connection that lasted this long, ms, was no failure. */
const STABLE = 10_000;

/** The growing pauses between two connections, with jitter so that the pages of many users do not connect together. */
export class ReconnectDelay {
  #next = FIRST;

  /** @param lasted how long the connection that ended was open, ms @returns the pause before the next one, ms */
  after(lasted: number): number {
    if (lasted >= STABLE) this.#next = FIRST;
    const pause = this.#next * (0.5 + Math.random() / 2);
    this.#next = Math.min(this.#next * 2, LONGEST);
    return pause;
  }
}

/**
 * Waits for `pause`, or until the network is back or the page becomes visible. A server's `Retry-After` is not cut short:
 * only the end of an offline time counts then, because the worker itself asks for a pause while the device is offline.
 *
 * @param pause ms
 * @param retryAfter ms
 */
export function waitToReconnect(
  pause: number,
  retryAfter: number | null,
  signal: AbortSignal,
): Promise<void> {
  // It may have been aborted during the steps before, and an abort that is over ends no wait.
  if (signal.aborted) return Promise.resolve();
  const wasOffline = !navigator.onLine;
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      removeEventListener('online', onOnline);
      document.removeEventListener('visibilitychange', onVisibility);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const onOnline = (): void => {
      if (retryAfter === null || wasOffline) done();
    };
    const onVisibility = (): void => {
      // A page becomes hidden before it is unloaded, and Firefox sends its late requests past the worker.
      if (retryAfter === null && document.visibilityState === 'visible') done();
    };
    const timer = setTimeout(done, Math.max(pause, retryAfter ?? 0));
    addEventListener('online', onOnline);
    document.addEventListener('visibilitychange', onVisibility);
    signal.addEventListener('abort', done);
  });
}
