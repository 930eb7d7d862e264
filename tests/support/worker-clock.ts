import type { BrowserContext, Worker } from '@playwright/test';

/** Longer than any access token here lives, and than AuthKit's rate limit remembers, ms. */
export const LONG = 400_000;

/**
 * The clock of the real worker, controlled by the test: tokens expire, pauses and rate limits pass, and no test waits for
 * it. AuthKit and the API keep their own time. It lasts as long as the worker does, which is the test's whole length:
 * a worker that a debugger looks at is not stopped.
 */
export class WorkerClock {
  readonly #worker: Worker;

  private constructor(worker: Worker) {
    this.#worker = worker;
  }

  static async take(context: BrowserContext): Promise<WorkerClock> {
    const [worker] = context.serviceWorkers();
    if (worker === undefined) throw new Error('This context has no worker yet: sign in first.');
    await worker.evaluate(() => {
      const clock = globalThis as unknown as { skew: number };
      const now = Date.now;
      clock.skew = 0;
      Date.now = () => now() + clock.skew;
    });
    return new WorkerClock(worker);
  }

  /** Moves the worker's clock on. */
  async advance(ms: number): Promise<void> {
    await this.#worker.evaluate((by) => {
      (globalThis as unknown as { skew: number }).skew += by;
    }, ms);
  }

  /** From now on a pause of the worker moves its clock, and is over at once: what asks again does so without waiting. */
  async skipPauses(): Promise<void> {
    await this.#worker.evaluate(() => {
      const clock = globalThis as unknown as { skew: number };
      const after = globalThis.setTimeout;
      const skipping = (callback: () => void, ms = 0): unknown => {
        clock.skew += ms;
        return after(callback, 0);
      };
      globalThis.setTimeout = skipping as typeof setTimeout;
    });
  }
}
