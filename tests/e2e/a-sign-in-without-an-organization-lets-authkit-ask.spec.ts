import { expectOrganization, submitEmail } from '../support/app.ts';
import { ADA, GLOBEX } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';

test('a sign-in without an organization is kept under the one that comes back', async ({ page, authKit }) => {
  await page.goto('/');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await submitEmail(page, ADA.email);
  await page.getByRole('button', { name: 'Globex', exact: true }).click();

  await expect(page).toHaveURL('/');
  const list = page.getByRole('main').getByRole('link');
  await expect(list.filter({ hasText: 'Globex' })).toContainText('signed in');
  await expect(list.filter({ hasText: 'Acme' })).toBeVisible();
  const oauthBefore = await authKit.oauthRequests();
  expect(oauthBefore.map(({ kind }) => kind)).toEqual(['authorize', 'authenticate']);

  await list.filter({ hasText: 'Globex' }).click();
  await expectOrganization(page, GLOBEX);
  expect(await authKit.oauthRequests()).toEqual(oauthBefore);
});
