import { ACME } from '../../../support/organizations.ts';
import { FORGED_CALLBACKS } from '../../../support/sign-in-callback.ts';
import { expect, test } from '../../support/webkit-attack-test.ts';

test('R17: a callback with an unknown state costs no token request and harms no session', async ({
  tabs,
  authKit,
}) => {
  await tabs.signIn(ACME);
  const oauthBefore = await authKit.oauthRequests();
  for (const path of FORGED_CALLBACKS) {
    await tabs.goto(path);
    await expect.poll(() => tabs.has('//h1')).toBe(true);
    expect(new URL(await tabs.url()).search, path).toBe('');
    expect(await tabs.evaluate(() => document.body.textContent)).not.toContain('alert(1)');
  }
  await tabs.goto('/acme/');
  await tabs.expectOrganization(ACME);
  expect(await authKit.oauthRequests()).toEqual(oauthBefore);
});
