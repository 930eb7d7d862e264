import { expectOrganization, signIn, signInButton } from '../support/app.ts';
import { callApi, organizationOf } from '../support/calls.ts';
import { CREDENTIALS } from '../support/credentials.ts';
import { ACME, GLOBEX } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';

test('signing out of one organization ends it in every tab, and its AuthKit session unless another one shares it', {
  tag: '@long',
}, async ({ page, context, authKit }) => {
  await signIn(page, ACME);
  const sessions = await context.newPage();
  await signIn(sessions, GLOBEX);
  const acmeSid = (await authKit.log()).find(
    ({ kind, organization }) => kind === 'authenticate' && organization === ACME.id,
  )?.sid;
  const oauthBefore = await authKit.oauthRequests();

  await sessions.goto('/sessions');
  await sessions.getByRole('button', { name: 'Sign out of Acme', exact: true }).click();

  await expect(signInButton(page, ACME)).toBeVisible();
  await expect(page.getByText(ACME.note)).toHaveCount(0);
  await expect(page).toHaveURL('/acme/');
  expect((await callApi(page, '/api/me')).status).toBe(401);
  const logouts = async () => (await authKit.log()).filter(({ kind }) => kind === 'logout');
  // A shared one lives on for Globex.
  const ended = CREDENTIALS === 'shared' ? [] : [acmeSid];
  await expect.poll(async () => (await logouts()).map(({ sid }) => sid)).toEqual(ended);

  // Opened again, it still waits for a click; the other one is not affected.
  await page.goto('/acme/');
  await expect(signInButton(page, ACME)).toBeVisible();
  await sessions.goto('/globex/');
  await expectOrganization(sessions, GLOBEX);
  expect(await organizationOf(sessions)).toBe(GLOBEX.slug);
  expect(await authKit.oauthRequests()).toEqual(oauthBefore);
  expect(await logouts()).toHaveLength(ended.length);

  await signInButton(page, ACME).click();
  await expectOrganization(page, ACME);
});
