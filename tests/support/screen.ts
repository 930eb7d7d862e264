import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect } from './test.ts';

/** A phone and a desk. */
const SIZES = [
  { width: 390, height: 844 },
  { width: 1280, height: 800 },
] as const;

export type ColorScheme = 'light' | 'dark';
export const COLOR_SCHEMES: readonly ColorScheme[] = ['light', 'dark'];

/** Colours that are still on their way to another are nobody's contrast. */
export async function wear(page: Page, colorScheme: ColorScheme): Promise<void> {
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
}

/**
 * Checks what a person sees, on a phone and on a desk: nothing that axe finds, nothing that sticks out sideways. It
 * leaves a picture of each in `test-results/screens`, to be looked at.
 *
 * @param screen what it is called, in the pictures and in what is reported
 */
export async function expectGoodScreen(page: Page, screen: string): Promise<void> {
  const before = page.viewportSize();
  const scheme = await page.evaluate(() =>
    matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light',
  );
  for (const size of SIZES) {
    await page.setViewportSize(size);
    const { violations } = await new AxeBuilder({ page }).analyze();
    const found = violations.map(
      ({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html).join(' ')}`,
    );
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    await page.screenshot({
      // To hide it, Playwright would write a style into the page, which the policy forbids.
      caret: 'initial',
      path: `test-results/screens/${screen.replaceAll(' ', '-')}-${size.width}-${scheme}.png`,
    });
    expect.soft(found, `${screen} at ${size.width}`).toEqual([]);
    expect.soft(overflow, `${screen} at ${size.width} sticks out`).toBeLessThanOrEqual(0);
  }
  if (before !== null) await page.setViewportSize(before);
}
