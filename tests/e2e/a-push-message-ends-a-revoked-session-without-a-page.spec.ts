import { heading, signIn } from '../support/app.ts';
import { expectNotesCached } from '../support/notes.ts';
import { ACME, ADA, GRACE, type KnownOrganization, UMBRELLA } from '../support/organizations.ts';
import { fakePushService, PushDelivery } from '../support/push.ts';
import { expectGoodScreen, withoutMotion } from '../support/screen.ts';
import { expect, test } from '../support/test.ts';

const hintOf = (organizationId: string, id = 'event_1') => ({ type: 'session-hint', id, organizationId });

test('R49: with no page open, a push message ends a revoked session, deletes its cached data and says so', {
  tag: '@long',
}, async ({ page, context, server, authKit }) => {
  await context.grantPermissions(['notifications']);
  await signIn(page, ACME);
  await expectNotesCached(page, ACME);
  // A session of another user, which does not end with this one's.
  await signIn(page, UMBRELLA, GRACE.email);
  await expectNotesCached(page, UMBRELLA);
  const push = await PushDelivery.open(await context.newPage(), server.origin);
  await page.close();
  await authKit.revokeSession({ user: ADA.email, organization: ACME.id });
  const refreshesOf = async ({ id }: KnownOrganization) => (await authKit.refreshes(id)).length;
  const before = { acme: await refreshesOf(ACME), umbrella: await refreshesOf(UMBRELLA) };

  await push.deliver(hintOf(ACME.id));
  await expect.poll(() => push.titles()).toEqual(['Acme: your session was ended']);
  const ofAcme = async () => (await push.privateCaches()).filter((name) => name.includes(':kept:org_acme'));
  await expect.poll(ofAcme).toEqual([]);
  expect(await refreshesOf(ACME)).toBeLessThanOrEqual(before.acme + 3);
  expect(await refreshesOf(UMBRELLA)).toBe(before.umbrella);

  // Forged, repeated and malformed messages about a session that AuthKit still accepts.
  for (let count = 0; count < 5; count += 1) {
    await push.deliver(hintOf(UMBRELLA.id));
    await push.deliver(hintOf(UMBRELLA.id, `event_forged_${count}`));
    await push.deliver({ ...hintOf(UMBRELLA.id), type: 'sign-out' });
  }
  await push.deliver('{');
  await expect
    .poll(() => push.titles())
    .toEqual(expect.arrayContaining(['A message could not be read', 'Acme: your session was ended']));
  await expect
    .poll(async () => (await push.titles()).some((title) => title.startsWith('Umbrella:')))
    .toBe(true);
  expect(await refreshesOf(UMBRELLA)).toBeLessThanOrEqual(before.umbrella + 3);
  expect(await push.privateCaches()).toContain(`keyring:kept:org_umbrella:${GRACE.id}`);

  const opened = await context.newPage();
  await opened.goto('/umbrella/');
  await expect(heading(opened, UMBRELLA)).toBeVisible();
});

test('a user turns notifications on and off, and the server knows the browser until they sign out', {
  tag: '@long',
}, async ({ page, context }) => {
  await context.grantPermissions(['notifications']);
  await fakePushService(page);
  await withoutMotion(page);
  await signIn(page, ACME);
  await page.goto('/sessions');
  const card = page.getByRole('region', { name: 'Notifications' });
  const requestOf = (method: string) =>
    page.waitForResponse(
      (response) => response.url().endsWith('/api/push') && response.request().method() === method,
    );
  await expect(card).toContainText('Notifications are off.');

  const stored = requestOf('POST');
  await card.getByRole('button', { name: 'Turn notifications on' }).click();
  expect((await stored).status()).toBe(204);
  await expect(card).toContainText('Notifications are on.');
  await expectGoodScreen(page, 'notifications');

  const removed = requestOf('DELETE');
  await card.getByRole('button', { name: 'Turn notifications off' }).click();
  expect((await removed).status()).toBe(204);
  await expect(card).toContainText('Notifications are off.');

  await card.getByRole('button', { name: 'Turn notifications on' }).click();
  await expect(card).toContainText('Notifications are on.');
  const left = requestOf('DELETE');
  await page.getByRole('button', { name: 'Sign out of Acme', exact: true }).click();
  expect((await left).status()).toBe(204);
  await expect(page.getByText('No sessions on this device')).toBeVisible();
});
