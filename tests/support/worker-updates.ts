import type { Page } from '@playwright/test';

/** What came of looking for new workers. */
export interface Updates {
  readonly installed: number;
  /** The server would not give the script. */
  readonly refused: number;
}

/**
 * Has the browser load the worker script again, that many times, and waits each time until the worker that came is at
 * work: one that took over in the middle of what follows, with another key, would know nothing of what was begun.
 */
export function lookForWorkers(page: Page, rounds: number): Promise<Updates> {
  return page.evaluate(async (count) => {
    const registration = await navigator.serviceWorker.ready;
    let installed = 0;
    let refused = 0;
    registration.addEventListener('updatefound', () => {
      installed += 1;
    });
    for (let round = 0; round < count; round += 1) {
      await registration.update().catch(() => {
        refused += 1;
      });
      const coming = registration.installing ?? registration.waiting;
      if (coming === null) continue;
      await new Promise<void>((resolve, reject) => {
        const timer = setTimeout(() => {
          const { installing, waiting, active } = registration;
          const states = [installing, waiting, active].map((worker) => worker?.state ?? 'none').join(', ');
          reject(new Error(`The new worker is not at work after 40 s: ${coming.state}, of ${states}`));
        }, 40_000);
        const look = (): void => {
          if (coming.state !== 'activated' && coming.state !== 'redundant') return;
          clearTimeout(timer);
          resolve();
        };
        coming.addEventListener('statechange', look);
        look();
      });
    }
    return { installed, refused };
  }, rounds);
}
