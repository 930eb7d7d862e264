import { expect, test } from 'vitest';
import { adaIn } from '../../support/fake-authkit.ts';
import { createKeyring, createSignedInKeyring, type TestKeyring } from '../../support/keyring.ts';
import { ACME, GLOBEX } from '../../support/people.ts';

/** Signed in without an organization, while the app's back end could not say which one came back. */
async function signedInUnnamed(): Promise<TestKeyring> {
  const keyring = createKeyring();
  keyring.backEnd.isUp = false;
  await keyring.manager.finishSignIn(keyring.callbackOf(await keyring.begin(null), adaIn(GLOBEX.id)));
  await keyring.active(GLOBEX);
  keyring.authkit.calls.length = 0;
  keyring.told.changes = 0;
  return keyring;
}

test('pages are told that the session exists', async () => {
  const { overview } = await signedInUnnamed();
  expect(await overview.snapshot()).toEqual({ sessions: [], unnamed: 1 });
});

test('it is refreshed like any other', async () => {
  const { manager, platform, authkit } = await signedInUnnamed();
  platform.time += 301_000;
  await manager.keepWarm();
  expect(authkit.refreshesOf(GLOBEX.id)).toHaveLength(1);
});

test('while a page is visible its name is requested again, and announced once it is known', async () => {
  const { manager, overview, backEnd, told } = await signedInUnnamed();
  await manager.keepWarm();
  expect(told.changes).toBe(0);
  backEnd.isUp = true;
  await manager.keepWarm();
  expect(told.changes).toBe(1);
  expect(await overview.snapshot()).toMatchObject({ sessions: [{ organization: GLOBEX }], unnamed: 0 });
});

test('the list of organizations names it too, and every page is told, once', async () => {
  const { manager, backEnd, told } = await signedInUnnamed();
  backEnd.isUp = true;
  const listed = await manager.organizations();
  expect(listed.find(({ organization }) => organization.id === GLOBEX.id)?.session.status).toBe('active');
  expect(told.changes).toBe(1);
  await manager.organizations();
  expect(told.changes).toBe(1);
});

test('so are they told when an organization has another name', async () => {
  const { manager, backEnd, told } = await createSignedInKeyring();
  await manager.organizations();
  told.changes = 0;
  backEnd.organizations.set('acme', { ...ACME, name: 'Acme Corporation' });
  await manager.organizations();
  expect(told.changes).toBe(1);
});

test('signing out everywhere ends it', async () => {
  const { manager, overview, platform, authkit, store } = await signedInUnnamed();
  expect(await manager.signOut('all')).toContain('sid_org_globex');
  await Promise.all(platform.backgroundWork);
  expect((await store.read(GLOBEX.id)).status).toBe('signed-out');
  expect(authkit.revoked).toEqual(['sid_org_globex']);
  expect(await overview.snapshot()).toEqual({ sessions: [], unnamed: 0 });
});

test('if every session has a name, no name is requested', async () => {
  const { manager, backEnd } = await createSignedInKeyring();
  backEnd.memberships.length = 0;
  await manager.keepWarm();
  expect(backEnd.memberships).toEqual([]);
});
