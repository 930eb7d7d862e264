import { expect, test, vi } from 'vitest';
import { adaIn } from '../../support/fake-authkit.ts';
import { createSignedInKeyring } from '../../support/keyring.ts';
import { ACME, ADA, GLOBEX, slug } from '../../support/people.ts';

test('R42: one organization: tombstone, deletion, revocation; the others are kept', async () => {
  const { manager, store, deleted, authkit, platform } = await createSignedInKeyring();
  expect(await manager.signOut([ACME.id])).toBeNull();
  await Promise.all(platform.backgroundWork);
  expect((await store.read(ACME.id)).status).toBe('signed-out');
  expect(JSON.stringify(await store.read(ACME.id))).not.toMatch(/access:|refresh:|sid_/);
  expect((await store.read(GLOBEX.id)).status).toBe('active');
  expect(deleted).toEqual([`${ACME.id}/${ADA.id}`]);
  expect(authkit.revoked).toEqual(['sid_org_acme']);
});

test.each([[[ACME.id]], ['all' as const]])(
  'R42: after signing out of %s, no page and no stored record names the previous user',
  async (organizationIds) => {
    const keyring = await createSignedInKeyring();
    await keyring.manager.signOut(organizationIds);
    expect(await keyring.manager.open(ACME)).toEqual({
      organization: ACME,
      session: { status: 'signed-out' },
    });
    const records = await keyring.tables.sessions.entries();
    const left = organizationIds === 'all' ? records : records.filter(([key]) => key === ACME.id);
    expect(left.length).toBeGreaterThan(0);
    // The vault of these tests seals nothing: the whole of a record can be looked at.
    const text = JSON.stringify(left, (_name, value: unknown) =>
      value instanceof Uint8Array ? new TextDecoder().decode(value) : value,
    );
    expect(text).toContain('signed-out');
    for (const { id, email, name } of [ADA])
      for (const known of [id, email, name ?? id]) expect(text).not.toContain(known);
  },
);

test('R42: all of them: every session, every flow and the directory are deleted, and AuthKit’s logout follows', async () => {
  const { manager, store, overview, deleted, authkit, platform, directory } = await createSignedInKeyring();
  const logoutUrl = await manager.signOut('all');
  await Promise.all(platform.backgroundWork);
  expect((await store.list()).map(({ status }) => status)).toEqual(['signed-out', 'signed-out']);
  expect(await overview.statuses()).toEqual([]);
  expect(await directory.all()).toEqual([]);
  expect([...deleted].sort()).toEqual([`${ACME.id}/${ADA.id}`, `${GLOBEX.id}/${ADA.id}`]);
  expect([...authkit.revoked].sort()).toEqual(['sid_org_acme', 'sid_org_globex']);
  expect(logoutUrl).toMatch(/^https:\/\/authkit\.test\/logout\?session_id=sid_org_/);
});

test('R42: after a sign-out of all, pages are told of the sessions once more when no organization has a name', async () => {
  const { manager, directory, told } = await createSignedInKeyring();
  const clear = directory.clear.bind(directory);
  let before = Number.NaN;
  vi.spyOn(directory, 'clear').mockImplementation(async () => {
    await clear();
    before = told.changes;
  });
  await manager.signOut('all');
  expect(told.changes).toBe(before + 1);
});

test('R42: a sign-out deletes pending flows: their callbacks find none', async () => {
  for (const organizationIds of [[ACME.id], 'all'] as const) {
    const { manager, begin, callbackOf, authkit, store } = await createSignedInKeyring();
    const callback = callbackOf(await begin(ACME), adaIn(ACME.id));
    await manager.signOut(organizationIds);
    expect(await manager.finishSignIn(callback)).toEqual({ type: 'unknown' });
    expect(authkit.calls).toEqual([]);
    expect((await store.read(ACME.id)).status).toBe('signed-out');
  }
});

test('R42: a flow without a session, or without an organization, is deleted by a sign-out of all', async () => {
  const { manager, begin, callbackOf } = await createSignedInKeyring();
  const callback = callbackOf(await begin(null), adaIn(ACME.id));
  await manager.signOut('all');
  expect(await manager.finishSignIn(callback)).toEqual({ type: 'unknown' });
});

test('the flows of another organization continue', async () => {
  const { manager, begin, callbackOf } = await createSignedInKeyring();
  const callback = callbackOf(await begin(GLOBEX), adaIn(GLOBEX.id));
  await manager.signOut([ACME.id]);
  expect(await manager.finishSignIn(callback)).toEqual({ type: 'signed-in', returnTo: '/globex/' });
});

test('a second sign-out changes nothing', async () => {
  const { manager, deleted, authkit, platform } = await createSignedInKeyring();
  await manager.signOut([ACME.id]);
  await manager.signOut([ACME.id]);
  await Promise.all(platform.backgroundWork);
  expect([deleted.length, authkit.revoked.length]).toEqual([1, 1]);
});

test('after it a user can sign in again', async () => {
  const { manager, signIn } = await createSignedInKeyring();
  await manager.signOut('all');
  expect(await signIn(ACME)).toMatchObject({ type: 'signed-in' });
  await manager.accessToken(ACME);
});

test('R42: an organization that is opened during a sign-out of all is left too', async () => {
  const initech = { id: 'org_initech', slug: slug('initech'), name: 'Initech' };
  let open: () => Promise<unknown> = async () => undefined;
  const keyring = await createSignedInKeyring({
    wrapStore: (store) => ({
      ...store,
      compareAndSet: async (expected, next) => {
        if (next.status === 'signed-out') await open();
        return store.compareAndSet(expected, next);
      },
    }),
  });
  const { manager, store, credentials, authkit, platform } = keyring;
  open = async () => {
    open = async () => {};
    await manager.accessToken(initech);
  };
  await manager.signOut('all');
  await Promise.all(platform.backgroundWork);
  expect((await store.list()).map(({ status }) => status)).not.toContain('active');
  expect(await credentials.list()).toEqual([]);
  expect([...authkit.revoked].sort()).toEqual(['sid_org_acme', 'sid_org_globex']);
});

test('R42: data that cannot be deleted now keeps no session and no credential', async () => {
  const { manager, store, credentials, deleted, directory, authkit } = await createSignedInKeyring();
  authkit.canRevoke = false;
  deleted.push = () => {
    throw new DOMException('The cache storage fails.', 'UnknownError');
  };
  await manager.signOut('all');
  expect((await store.list()).map(({ status }) => status)).toEqual(['signed-out', 'signed-out']);
  expect(await credentials.list()).toEqual([]);
  expect(await directory.all()).toEqual([]);
});
