import { signIn } from '../support/app.ts';
import { callApi } from '../support/calls.ts';
import { ACME } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';

const NOT_ACME = ['/ACME/', '/Acme/', '/%61cme/', '/acme%20/', '/acme-/', '/-acme/', `/${'a'.repeat(65)}/`];

test('an address that is not exactly a slug is not found, and binds no call', async ({ page, authKit }) => {
  await signIn(page, ACME);
  const oauthBefore = await authKit.oauthRequests();
  for (const path of NOT_ACME) {
    await page.goto(path);
    await expect(page.getByRole('main'), path).toContainText(/not found/i);
    await expect(page.getByText(ACME.note), path).toHaveCount(0);
    expect((await callApi(page, '/api/me')).status, path).toBe(401);
  }
  expect(await authKit.oauthRequests()).toEqual(oauthBefore);
});
