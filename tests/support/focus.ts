import { expect, type Locator } from '@playwright/test';

/** Expects an element to have the focus of its document. Firefox may have given that of the window to another tab, or to a download. */
export async function expectFocusInDocument(target: Locator): Promise<void> {
  await expect.poll(() => target.evaluate((element) => element === document.activeElement)).toBe(true);
}
