import { expectOrganization, signIn, switchTo } from '../support/app.ts';
import { organizationOf } from '../support/calls.ts';
import { ACME, GLOBEX } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';

test('the browser is restarted with the same profile: both organizations open without OAuth', {
  tag: '@long',
}, async ({ profile, authKit }) => {
  const before = await (await profile.startBrowser()).newPage();
  await signIn(before, ACME);
  await signIn(before, GLOBEX);
  const oauthBefore = await authKit.oauthRequests();

  const page = await (await profile.startBrowser()).newPage();
  await page.goto('/acme/');

  await expectOrganization(page, ACME);
  expect(await organizationOf(page)).toBe(ACME.slug);
  await switchTo(page, GLOBEX);
  await expectOrganization(page, GLOBEX);
  expect(await organizationOf(page)).toBe(GLOBEX.slug);
  expect(await authKit.oauthRequests()).toEqual(oauthBefore);
});
