import { submitEmail } from '../support/app.ts';
import { expect, test } from '../support/attack-test.ts';
import { ADA } from '../support/organizations.ts';

test('a sign-in whose organization the app cannot name is reported, and listed once its name is known', async ({
  page,
  answersInstead,
}) => {
  answersInstead.set('/api/me/organizations', { error: 'away' });
  await page.goto('/');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await submitEmail(page, ADA.email);
  await page.getByRole('button', { name: 'Globex' }).click();
  await page.waitForURL('/');
  await page.goto('/sessions');
  await expect(page.getByText('Session without an organization')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Sign out everywhere' })).toBeVisible();

  answersInstead.clear();
  await page.goto('/');
  await expect(page.getByRole('link', { name: 'Globex' })).toBeVisible();
  await page.goto('/sessions');
  await expect(page.getByRole('button', { name: 'Sign out of Globex' })).toBeVisible();
});
