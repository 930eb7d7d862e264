import type { Page } from '@playwright/test';

declare global {
  interface Window {
    /** Workers that the browser has found since {@link watchWorkers}. */
    workersFound?: number;
  }
}

/** The result of {@link lookForWorkers}. */
export interface Updates {
  /** Also those that the browser found by itself, a second after a page was opened, since {@link watchWorkers}. */
  readonly installed: number;
  /** How often the server refused the script. */
  readonly refused: number;
}

/** From now on counts the workers that the browser finds: call it in a document before the server changes its script. */
export function watchWorkers(page: Page): Promise<void> {
  return page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    if (window.workersFound === undefined)
      registration.addEventListener('updatefound', () => {
        window.workersFound = (window.workersFound ?? 0) + 1;
      });
    window.workersFound = 0;
  });
}

/**
 * Lets the browser load the worker script again, `rounds` times. Waits each time until a new worker is activated: a worker
 * with another key that takes over later would not know a sign-in that the test has started.
 */
export async function lookForWorkers(page: Page, rounds: number): Promise<Updates> {
  if (await page.evaluate(() => window.workersFound === undefined)) await watchWorkers(page);
  return page.evaluate(async (count) => {
    const registration = await navigator.serviceWorker.ready;
    let refused = 0;
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
    const installed = window.workersFound ?? 0;
    window.workersFound = 0;
    return { installed, refused };
  }, rounds);
}
