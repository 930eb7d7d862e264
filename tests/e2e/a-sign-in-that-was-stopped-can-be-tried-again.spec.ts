import { emailField } from '../support/app.ts';
import { expect, test } from '../support/test.ts';

test('a button whose sign-in page does not open says so, and works again', async ({ page }) => {
  await page.clock.install();
  await page.goto('/');
  // The way to AuthKit is stopped, as by the browser's own button.
  await page.route(/authorize/, (route) => route.abort('aborted'), { times: 1 });
  const button = page.getByRole('button', { name: 'Sign in', exact: true });
  await button.click();
  await expect(button).toHaveAttribute('aria-disabled', 'true');
  const words = page.getByRole('status').filter({ hasText: 'The sign-in page has not opened.' });
  await expect(async () => {
    await page.clock.fastForward(10_000);
    await expect(words).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 10_000 });
  await button.click();
  await expect(emailField(page)).toBeVisible();
});
