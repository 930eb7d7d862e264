import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { lengthOf } from './lengths.ts';
import { expect } from './test.ts';

const PHONE = { width: 390, height: 844 };
const DESK = { width: 1280, height: 800 };

/** Each size and each scheme once, then the other pairs. */
const LOOKS = [
  { size: PHONE, colorScheme: 'light' },
  { size: DESK, colorScheme: 'dark' },
  { size: PHONE, colorScheme: 'dark' },
  { size: DESK, colorScheme: 'light' },
] as const;

const LOOKED_AT = LOOKS.slice(0, lengthOf('SCREEN_LOOKS', 2));

/** Without motion, no colour is still changing when its contrast is measured. */
export async function withoutMotion(page: Page): Promise<void> {
  await page.emulateMedia({ reducedMotion: 'reduce' });
}

/**
 * Checks what a user sees in light and in dark mode, on a phone and on a desk: axe finds nothing, and nothing is wider
 * than the window. It leaves a picture of each in `test-results/screens`, to be looked at.
 *
 * @param screen the name of the screen in pictures and reports
 */
export async function expectGoodScreen(page: Page, screen: string): Promise<void> {
  const before = page.viewportSize();
  for (const { size, colorScheme } of LOOKED_AT) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.setViewportSize(size);
    const found = await violationsOf(page);
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    await page.screenshot({
      // To hide it, Playwright would write a style into the page, which the policy forbids.
      caret: 'initial',
      path: `test-results/screens/${screen.replaceAll(' ', '-')}-${size.width}-${colorScheme}.png`,
    });
    const where = `${screen} at ${size.width} in ${colorScheme} mode`;
    expect.soft(found, where).toEqual([]);
    expect.soft(overflow, `${where} is wider than the window`).toBeLessThanOrEqual(0);
  }
  if (before !== null) await page.setViewportSize(before);
}

async function violationsOf(page: Page): Promise<readonly string[]> {
  const isInjected = await page.evaluate(() => 'axe' in globalThis);
  // Half a megabyte of axe is parsed once per document, and not for each size and scheme. The app has no frames, so
  // axe needs no second page to join the results of several documents (legacy mode).
  const axe = new AxeBuilder({ page, ...(isInjected && { axeSource: 'void 0' }) }).setLegacyMode();
  const { violations } = await axe.options({ resultTypes: ['violations'] }).analyze();
  return violations.map(
    ({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html).join(' ')}`,
  );
}
