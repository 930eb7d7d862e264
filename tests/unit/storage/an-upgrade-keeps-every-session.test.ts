import { beforeEach, expect, test } from 'vitest';
import { createCredentialStore } from '../../../src/storage/credential-store.ts';
import { openDatabase, STORES, UPGRADES, type Upgrade } from '../../../src/storage/database.ts';
import { SealedTable } from '../../../src/storage/sealed-table.ts';
import { createSessionStore } from '../../../src/storage/session-store.ts';
import { createIndexedDbTable } from '../../../src/storage/table.ts';
import { createDeviceKey, createVault } from '../../../src/storage/vault.ts';
import { NO_CLAIMS, NO_PROFILE } from '../../support/blank-claims.ts';
import { type Version1Session, writeVersion1Database } from '../../support/version-1-database.ts';
import { freshIndexedDb } from '../support/tables.ts';

const NAME = 'keyring';

const SESSIONS: readonly Version1Session[] = ['org_acme', 'org_globex', 'org_05'].map(
  (organizationId, index) => ({
    organizationId,
    generation: index + 7,
    status: 'active',
    user: { id: 'user_ada', email: 'ada@example.com', name: 'Ada Lovelace' },
    sessionId: `session_${index}`,
    tokens: {
      accessToken: `access of ${organizationId}`,
      refreshToken: `refresh of ${organizationId}`,
      receivedAt: 1_700_000_000_000,
      lifetime: 300,
      refreshAt: 0.8,
    },
    signedInAt: 1_700_000_000_000,
  }),
);

/** Versions that are not there yet: each adds a store, the second one moves something. */
const LATER: readonly Upgrade[] = [
  ...UPGRADES,
  (database) => void database.createObjectStore('of-the-next-version'),
  (database, transaction) => {
    database.createObjectStore('of-the-one-after').put('moved', 'key');
    transaction.objectStore('of-the-next-version').put('still here', 'key');
  },
];

function sessionStore(upgrades?: readonly Upgrade[]) {
  const useStore = openDatabase(NAME, () => {}, upgrades);
  const vault = createVault(createDeviceKey(createIndexedDbTable(useStore('keys'))));
  return createSessionStore(new SealedTable(createIndexedDbTable(useStore('sessions')), vault, 'sessions'));
}

function credentialStore() {
  const useStore = openDatabase(NAME);
  const vault = createVault(createDeviceKey(createIndexedDbTable(useStore('keys'))));
  const table = (name: 'credentials' | 'sessions') =>
    new SealedTable(createIndexedDbTable(useStore(name)), vault, name);
  return createCredentialStore(table('credentials'), table('sessions'));
}

function open(version?: number): Promise<IDBDatabase> {
  const request = indexedDB.open(NAME, version);
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** Each session of version 1 has a credential of its own, with the organization's id. */
const asRead = SESSIONS.map(({ tokens, ...session }) => {
  const { refreshToken: _, ...accessToken } = tokens;
  return {
    ...session,
    user: { ...session.user, ...NO_PROFILE },
    claims: NO_CLAIMS,
    credentialId: session.organizationId,
    maxAge: null,
    tokens: accessToken,
  };
});

const byId = (sessions: readonly { readonly organizationId: string }[]) =>
  [...sessions].sort((a, b) => a.organizationId.localeCompare(b.organizationId));

beforeEach(async () => {
  freshIndexedDb();
  await writeVersion1Database(NAME, SESSIONS);
});

test('R37: this version reads the records of version 1', async () => {
  expect(byId(await sessionStore().list())).toEqual(byId(asRead));
});

test("R37: each session of version 1 becomes a credential of its own, with version 1's refresh token", async () => {
  const store = credentialStore();
  const listed = await store.list();
  expect(listed.map(({ id, refreshToken }) => [id, refreshToken]).sort()).toEqual(
    SESSIONS.map(({ organizationId, tokens }) => [organizationId, tokens.refreshToken]).sort(),
  );
  for (const { organizationId, sessionId, user, signedInAt, tokens } of SESSIONS)
    expect(await store.read(organizationId)).toMatchObject({
      organizationId,
      sessionId,
      user,
      signedInAt,
      usedAt: tokens.receivedAt,
      authorizedAt: null,
      issuedAt: null,
      generation: 1,
    });
});

test('R28: after a rotation the refresh token of version 1 is no longer read', async () => {
  const store = credentialStore();
  const [earlier] = await Promise.all([store.read('org_acme'), store.read('org_acme')]);
  if (earlier === undefined) throw new Error('no credential');
  const rotated = { ...earlier, refreshToken: 'rotated', generation: 2 };
  expect(await store.compareAndSet(1, rotated)).toBe(true);
  expect(await store.compareAndSet(1, rotated)).toBe(false);
  expect(await store.read('org_acme')).toEqual(rotated);
  expect(await store.list()).toHaveLength(SESSIONS.length);
  expect(await store.delete('org_acme', 1)).toBe(false);
  expect(await store.delete('org_acme', 2)).toBe(true);
});

test('R37: two versions later every session is kept, and each step ran once', async () => {
  expect(byId(await sessionStore(LATER).list())).toEqual(byId(asRead));
  const database = await open();
  expect([database.version, [...database.objectStoreNames].sort()]).toEqual([
    LATER.length,
    [...STORES, 'of-the-next-version', 'of-the-one-after'].sort(),
  ]);
  database.close();
  expect(await sessionStore(LATER).list()).toHaveLength(SESSIONS.length);
});

test('R37: a new device runs all steps at once', async () => {
  freshIndexedDb();
  expect(await sessionStore(LATER).list()).toEqual([]);
  expect((await open()).version).toBe(LATER.length);
});

test('R37: an older worker works with an upgraded database, and the newer one with its records', async () => {
  const older = sessionStore();
  expect(await older.list()).toHaveLength(SESSIONS.length);
  const newer = sessionStore(LATER);
  expect(await newer.list()).toHaveLength(SESSIONS.length);

  const [acme] = asRead;
  if (acme === undefined) throw new Error('no session');
  const refreshed = { ...acme, generation: acme.generation + 1 };
  expect(await older.compareAndSet(acme.generation, refreshed)).toBe(true);
  expect(await newer.read(acme.organizationId)).toEqual(refreshed);
  expect((await open()).objectStoreNames).toContain('of-the-one-after');
});

test('R37: the database of a later version without our stores is not deleted', async () => {
  freshIndexedDb();
  const request = indexedDB.open(NAME, 9);
  request.onupgradeneeded = () => request.result.createObjectStore('all-anew').put('kept', 'key');
  await new Promise((resolve) => {
    request.onsuccess = resolve;
  });
  request.result.close();
  await expect(sessionStore().list()).rejects.toThrow('does not open');
  const database = await open();
  expect([database.version, [...database.objectStoreNames]]).toEqual([9, ['all-anew']]);
});
