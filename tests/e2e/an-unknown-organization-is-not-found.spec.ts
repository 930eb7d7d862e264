import { expectOrganization, followLink, signIn } from '../support/app.ts';
import { callApi } from '../support/calls.ts';
import { ACME } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';

test('an organization that does not exist is a page that says so, with no OAuth; the others stand', async ({
  page,
  authKit,
}) => {
  await signIn(page, ACME);
  const oauthBefore = await authKit.oauthRequests();

  await page.goto('/nowhere/');
  await expect(page.getByRole('main')).toContainText(/not found/i);
  expect(await callApi(page, '/api/me')).toEqual({ status: 401, code: 'organization_unknown' });
  await expect(page).toHaveURL('/nowhere/');
  await expect(page.locator('link[rel="manifest"]')).toHaveCount(0);

  await page.goto('/acme/');
  await expectOrganization(page, ACME);
  await followLink(page, '/nowhere/');
  await expect(page.getByRole('main')).toContainText(/not found/i);
  await page.goBack();
  await expectOrganization(page, ACME);
  expect(await authKit.oauthRequests()).toEqual(oauthBefore);
});
