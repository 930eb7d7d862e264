import { expectOrganization, signIn, signInButton } from '../support/app.ts';
import { ACME, GLOBEX } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';

test('a token for another organization than the one asked for is refused, and nothing loops', {
  tag: '@long',
}, async ({ page, authKit }) => {
  await signIn(page, ACME);
  await authKit.changeSettings({ wrongOrganization: true });

  await page.goto('/globex/');
  await expect(signInButton(page, GLOBEX)).toBeVisible();
  await expect(page.getByRole('heading', { level: 1 })).not.toHaveText('Globex');
  await page.reload();
  await expect(signInButton(page, GLOBEX)).toBeVisible();
  const asked = (await authKit.log()).filter(
    ({ kind, organization }) => kind === 'authorize' && organization === GLOBEX.id,
  );
  expect(asked).toHaveLength(1);

  const oauthBefore = await authKit.oauthRequests();
  await page.goto('/acme/');
  await expectOrganization(page, ACME);
  expect(await authKit.oauthRequests()).toEqual(oauthBefore);
});
