import { expect, test } from '../support/test.ts';

// The browser logs the script that does not load.
test.use({ isConsoleNoisy: true });

test('a page whose script does not load says so', async ({ page }) => {
  await page.route('**/assets/*.js', (route) => route.abort());
  await page.goto('/');
  await expect(page.getByRole('main')).toContainText(
    'Loading the app… If nothing else appears, reload the page.',
  );
  await page.unroute('**/assets/*.js');
  await page.reload();
  await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible();
  await expect(page.getByText('Loading the app…')).toHaveCount(0);
});
