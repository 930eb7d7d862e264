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
      await new Promise<void>((resolve) => {
        const look = (): void => {
          if (coming.state === 'activated' || coming.state === 'redundant') resolve();
        };
        coming.addEventListener('statechange', look);
        look();
      });
    }
    return { installed, refused };
  }, rounds);
}
