import { expectFocusInDocument } from '../support/focus.ts';
import { expect, test } from '../support/test.ts';

// The browser logs the script of the worker that does not load.
test.use({ isConsoleNoisy: true });

test('the page of an app that did not start has the focus, also after another try', async ({ page }) => {
  await page.context().route('**/sw.js', (route) => route.fulfill({ status: 500 }));
  await page.goto('/');
  const tryAgain = page.getByRole('button', { name: 'Try again' });
  await expectFocusInDocument(page.getByRole('main'));
  await tryAgain.focus();
  await expectFocusInDocument(tryAgain);
  await page.keyboard.press('Enter');
  await expectFocusInDocument(page.getByRole('main'));
  await expect(page.getByRole('heading', { name: 'The app did not start' })).toBeVisible();
});
