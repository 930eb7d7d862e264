import type { Page } from '@playwright/test';

/** Has a page take a Web Lock and keep it until it is closed, as a page does that is frozen, or whose script is hostile. */
export function holdLock(page: Page, name: string): Promise<void> {
  return page.evaluate(
    (lock) =>
      new Promise<void>((taken) => {
        void navigator.locks.request(lock, () => {
          taken();
          return new Promise(() => {});
        });
      }),
    name,
  );
}
