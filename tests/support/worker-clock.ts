import type { BrowserContext } from '@playwright/test';
import { runInWorker } from './worker-script.ts';

/** Longer than any access token here lives, and than AuthKit's rate limit remembers, ms. */
export const LONG = 400_000;

/**
 * The clock of the real worker, controlled by the test: tokens expire, pauses and rate limits pass, and no test waits for
 * it. AuthKit and the API keep their own time. It lasts as long as the worker does, which is the test's whole length:
 * a worker that a debugger looks at is not stopped.
 */
export class WorkerClock {
  readonly #context: BrowserContext;

  private constructor(context: BrowserContext) {
    this.#context = context;
  }

  static async take(context: BrowserContext): Promise<WorkerClock> {
    await runInWorker(context, () => {
      const clock = globalThis as unknown as { skew: number };
      const now = Date.now;
      clock.skew = 0;
      Date.now = () => now() + clock.skew;
    });
    return new WorkerClock(context);
  }

  /** Moves the worker's clock on. */
  async advance(ms: number): Promise<void> {
    await runInWorker(
      this.#context,
      (by) => {
        (globalThis as unknown as { skew: number }).skew += by;
      },
      ms,
    );
  }

  /** From now on a pause of the worker moves its clock, and is over at once: what asks again does so without waiting. */
  async skipPauses(): Promise<void> {
    await runInWorker(this.#context, () => {
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
