import type { Page } from '@playwright/test';

/** The result of {@link lookForWorkers}. */
export interface Updates {
  readonly installed: number;
  /** How often the server refused the script. */
  readonly refused: number;
}

/**
 * Lets the browser load the worker script again, `rounds` times. Waits each time until a new worker is activated: a worker
 * with another key that takes over later would not know a sign-in that the test has started.
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
          reject(new Error(`The new worker is not activated after 40 s: ${coming.state}, of ${states}`));
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
