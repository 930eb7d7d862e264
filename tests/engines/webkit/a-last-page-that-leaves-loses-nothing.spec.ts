import { CREDENTIALS } from '../../support/credentials.ts';
import { ACME, GLOBEX, INITECH } from '../../support/organizations.ts';
import { expect, test } from '../support/webkit-test.ts';

// WebKitGTK ends the worker the moment its last page leaves for another site.

test('the only page leaves for AuthKit and comes back: the sign-in goes on, and no session is lost', async ({
  tabs,
  authKit,
}) => {
  await tabs.signIn(ACME);
  await tabs.signIn(GLOBEX);
  // A page of AuthKit's that waits for a click: the worker is gone by then.
  await tabs.signIn(INITECH);
  const before = await authKit.oauthRequests();

  for (const organization of [ACME, GLOBEX, INITECH]) {
    await tabs.goto(`/${organization.slug}/`);
    await tabs.expectOrganization(organization);
  }
  expect(await authKit.oauthRequests()).toEqual(before);
  // Initech asks for single sign-on, so it has a credential of its own.
  expect(await authKit.startedSids()).toHaveLength(CREDENTIALS === 'shared' ? 2 : 3);
});

test('it leaves only when a refresh that is under way has been written down', async ({ tabs, authKit }) => {
  // Without a grace, a rotated token that was not written is a lost session.
  await authKit.changeSettings({ accessTokenTtl: 60, refreshGrace: 0 });
  await tabs.signIn(ACME);
  await authKit.addFault({ on: 'refresh', organization: ACME.id, times: 1, replyDelayMs: 1_500 });
  await authKit.changeSettings({ clockOffset: 61 });
  await tabs.run(`setTimeout(() => fetch('/api/me'), 0)`);
  await expect.poll(async () => (await authKit.refreshes(ACME.id)).length).toBe(1);

  // The app's own navigation to AuthKit, from a page that stays until it is told that it may go.
  await tabs.followLink('/initech/');
  await tabs.click('//button[normalize-space()="Continue with SSO"]');
  await tabs.expectOrganization(INITECH);

  await tabs.goto('/acme/');
  await tabs.expectOrganization(ACME);
  // With shared credentials AuthKit refuses Initech, and a refresh for Acme secures the credential after that.
  const outcomes = (await authKit.refreshes(ACME.id)).map(({ outcome }) => outcome);
  expect(outcomes).toEqual(CREDENTIALS === 'shared' ? ['ok', 'ok'] : ['ok']);
  expect(await authKit.startedSids(), 'Acme and Initech, once each').toHaveLength(2);
});
