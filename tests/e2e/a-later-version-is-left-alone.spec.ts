import { expectOrganization, heading, signIn } from '../support/app.ts';
import { organizationOf } from '../support/calls.ts';
import { CREDENTIALS } from '../support/credentials.ts';
import { damageSession, readOfLaterVersion, upgradeDatabase } from '../support/keyring-database.ts';
import { ACME, GLOBEX } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';
import { WorkerKiller } from '../support/worker-control.ts';

test('a database of a later version: every session goes on, and what the later version keeps is untouched', {
  tag: '@long',
}, async ({ page, authKit }) => {
  await signIn(page, GLOBEX);
  await signIn(page, ACME);
  const { length: before } = await authKit.oauthRequests();
  const killer = await WorkerKiller.attach(page);

  await upgradeDatabase(page, 9);
  expect(await organizationOf(page)).toBe(ACME.slug);
  await killer.kill();
  expect(await organizationOf(page)).toBe(ACME.slug);
  await page.goto('/globex/');
  await expectOrganization(page, GLOBEX);
  expect(await authKit.oauthRequests()).toHaveLength(before);
  await expect(page.getByRole('status').filter({ hasText: 'cannot be saved' })).toHaveCount(0);

  await signIn(page, { ...ACME });
  await page.goto('/sessions');
  await page.getByRole('button', { name: 'Sign out of Acme', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Sign out of Acme', exact: true })).toHaveCount(0);
  await killer.kill();
  await page.goto('/acme/');
  await expect(page.getByRole('button', { name: 'Sign in to Acme', exact: true })).toBeVisible();
  expect(await readOfLaterVersion(page)).toBe('kept');
});

test('records of a later schema: only that organization is restored, without a login', {
  tag: '@long',
}, async ({ page, authKit }) => {
  await signIn(page, GLOBEX);
  await signIn(page, ACME);
  const { length: before } = await authKit.oauthRequests();
  await damageSession(page, ACME.id, 'future schema');
  // A running worker uses the session that it has in memory.
  await (await WorkerKiller.attach(page)).kill();
  await page.goto('/acme/');
  await expect(heading(page, ACME)).toBeVisible();
  await page.goto('/globex/');
  await expectOrganization(page, GLOBEX);
  const caused = (await authKit.oauthRequests()).slice(before);
  expect(caused.map(({ kind, organization, outcome }) => [kind, organization, outcome])).toEqual([
    ...(CREDENTIALS === 'shared' ? [] : [['authorize', ACME.id, 'ok']]),
    ['authenticate', ACME.id, 'ok'],
  ]);
});
