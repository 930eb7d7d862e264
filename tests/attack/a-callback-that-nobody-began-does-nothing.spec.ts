import { expectOrganization, signIn } from '../support/app.ts';
import { ACME } from '../support/organizations.ts';
import { FORGED_CALLBACKS } from '../support/sign-in-callback.ts';
import { expect, test } from '../support/test.ts';

test('R17: a callback with an unknown state costs no token request and harms no session', async ({
  page,
  authKit,
}) => {
  await signIn(page, ACME);
  const oauthBefore = await authKit.oauthRequests();
  for (const path of FORGED_CALLBACKS) {
    await page.goto(path);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    expect(new URL(page.url()).search, path).toBe('');
    await expect(page.locator('body')).not.toContainText('alert(1)');
  }
  await page.goto('/acme/');
  await expectOrganization(page, ACME);
  expect(await authKit.oauthRequests()).toEqual(oauthBefore);
});
