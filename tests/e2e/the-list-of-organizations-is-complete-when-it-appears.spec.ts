import { signIn } from '../support/app.ts';
import { ACME } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';

declare global {
  interface Window {
    /** How many organizations the list had when the page first showed it. */
    firstCount?: number;
  }
}

test('a page that is opened later lists every known organization at once, and the list does not grow', async ({
  page,
  context,
}) => {
  await signIn(page, ACME);
  await page.goto('/');
  const cards = page.getByRole('list', { name: 'Organizations' }).getByRole('listitem');
  // Ada's eleven. The twelfth does not admit her.
  await expect(cards).toHaveCount(11);
  await page.close();

  const later = await context.newPage();
  await later.addInitScript(() => {
    const observer = new MutationObserver(() => {
      const count = document.querySelectorAll('ul[aria-label="Organizations"] > li').length;
      if (count === 0) return;
      window.firstCount = count;
      observer.disconnect();
    });
    observer.observe(document, { childList: true, subtree: true });
  });
  await later.goto('/');
  await expect(later.getByRole('button', { name: 'Sign in to all my organizations' })).toBeVisible();
  expect(await later.evaluate(() => window.firstCount)).toBe(11);
});
