import { heading, signIn } from '../support/app.ts';
import { callApi, organizationOf } from '../support/calls.ts';
import { setOffline } from '../support/offline.ts';
import { ACME } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';

test('an organization opens offline after one visit, and works again when the network is back', {
  tag: '@long',
}, async ({ page, context, authKit }) => {
  await signIn(page, ACME);
  const oauthBefore = await authKit.oauthRequests();
  await setOffline(context, true);

  const opened = await context.newPage();
  await opened.goto('/acme/');
  await expect(heading(opened, ACME)).toBeVisible();
  await expect(opened.getByLabel('New note')).toBeVisible();
  await page.reload();
  await expect(heading(page, ACME)).toBeVisible();
  await opened.goto('/');
  await expect(opened.getByRole('main').getByRole('link', { name: /^Acme\b/ })).toContainText('signed in');
  await opened.goto('/acme/');

  await setOffline(context, false);
  // The first calls may still find no network.
  await expect(async () => expect(await organizationOf(opened)).toBe(ACME.slug)).toPass({ timeout: 30_000 });
  await expect(opened.getByText(ACME.note)).toBeVisible();
  expect(await callApi(page, '/api/me')).toEqual({ status: 200, code: null });
  expect(await authKit.oauthRequests()).toEqual(oauthBefore);
});
