import { expectOrganization, heading, signIn } from '../support/app.ts';
import { CREDENTIALS } from '../support/credentials.ts';
import { ACME, INITECH } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';

test('an organization that requires SSO sends through its own step, once; the others stand', {
  tag: '@long',
}, async ({ page, authKit }) => {
  await signIn(page, ACME);
  await page.goto('/initech/');
  await page.getByRole('button', { name: 'Continue with SSO' }).click();
  await expectOrganization(page, INITECH);

  const requests = (await authKit.oauthRequests()).filter(({ organization }) => organization === INITECH.id);
  expect(requests.map(({ kind, outcome }) => [kind, outcome])).toEqual([
    // AuthKit refuses a shared credential.
    ...(CREDENTIALS === 'shared' ? [['authenticate', 'error']] : []),
    ['authorize', 'ok'],
    ['authenticate', 'ok'],
  ]);

  const oauthBefore = await authKit.oauthRequests();
  await page.reload();
  await expect(heading(page, INITECH)).toBeVisible();
  await page.goto('/acme/');
  await expectOrganization(page, ACME);
  expect(await authKit.oauthRequests()).toEqual(oauthBefore);
});
