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

/** Waits for `pause` (ms), or until the network is back, which a browser reports with `online`. */
export function waitToReconnect(pause: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      removeEventListener('online', done);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, pause);
    addEventListener('online', done);
    signal.addEventListener('abort', done);
  });
}
