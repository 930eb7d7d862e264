import { signIn } from '../support/app.ts';
import { CREDENTIALS } from '../support/credentials.ts';
import { ACME, GLOBEX, ORG_05 } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';

test('the selected sessions end together, and the others stand', { tag: '@long' }, async ({
  page,
  authKit,
}) => {
  for (const organization of [ACME, GLOBEX, ORG_05]) await signIn(page, organization);
  await page.goto('/sessions');
  const signOuts = page.getByRole('button', { name: /^Sign out of / });
  await expect(signOuts).toHaveCount(3);
  await expect(page.getByRole('table', { name: 'Sessions on this device' })).toBeVisible();

  await page.getByRole('checkbox', { name: 'Select Acme' }).check();
  await expect(page.getByRole('button', { name: 'Sign out of 1 selected' })).toBeVisible();
  await expect(page.getByRole('status').filter({ hasText: /^1 selected/ })).toHaveCount(1);
  await page.getByRole('checkbox', { name: 'Select Org 05' }).check();
  await page.getByRole('button', { name: 'Sign out of 2 selected' }).click();

  await expect(signOuts).toHaveText(['Sign out of Globex']);
  const logouts = async () => (await authKit.log()).filter(({ kind }) => kind === 'logout').length;
  // A shared AuthKit session lives on for Globex.
  const ended = CREDENTIALS === 'shared' ? 0 : 2;
  await expect.poll(logouts).toBe(ended);
  await page.reload();
  await expect(signOuts).toHaveText(['Sign out of Globex']);
  expect(await logouts()).toBe(ended);
  await signOuts.click();
  await expect.poll(logouts).toBe(ended + 1);
});
