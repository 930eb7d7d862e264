import { expect, test } from 'vitest';
import type { SessionStore } from '../../../src/keyring/ports/stores.ts';
import { SealedTable } from '../../../src/storage/sealed-table.ts';
import { createSessionStore } from '../../../src/storage/session-store.ts';
import { createMemoryTable } from '../../../src/storage/table.ts';
import { createVolatileSessionStore } from '../../../src/storage/volatile-session-store.ts';
import { settle } from '../support/fake-platform.ts';
import { createSignedInKeyring } from '../support/keyring.ts';
import { ACME, GLOBEX } from '../support/people.ts';
import { PLAIN_VAULT } from '../support/plain-vault.ts';

/** A keyring with VAULT=memory, over a disk that outlives its workers. */
function volatile() {
  const disk = createMemoryTable();
  const onDisk = (): ReturnType<typeof createSessionStore> =>
    createSessionStore(new SealedTable(disk, PLAIN_VAULT, 'sessions'));
  const wrapStore = () =>
    createVolatileSessionStore(
      createSessionStore(new SealedTable(createMemoryTable(), PLAIN_VAULT, 'sessions')),
      onDisk(),
    );
  return { disk, wrapStore };
}

test('sessions in use leave nothing at rest, and end with the worker', async () => {
  const { disk, wrapStore } = volatile();
  const keyring = await createSignedInKeyring({ wrapStore });
  await keyring.manager.accessToken(ACME);
  expect(await disk.entries()).toEqual([]);
  const next = keyring.restart();
  expect((await next.store.read(ACME.id)).status).toBe('absent');
});

test('R42: a sign-out outlives the worker, so no user is signed in again without a click', async () => {
  const { wrapStore } = volatile();
  const keyring = await createSignedInKeyring({ wrapStore });
  await keyring.manager.signOut([ACME.id]);
  const next = keyring.restart();
  expect((await next.store.read(ACME.id)).status).toBe('signed-out');
  expect((await next.store.read(GLOBEX.id)).status).toBe('absent');
});

test('a later sign-in leaves no tombstone for the next worker: the session is absent', async () => {
  const { disk, wrapStore } = volatile();
  const keyring = await createSignedInKeyring({ wrapStore });
  await keyring.manager.signOut([ACME.id]);
  await keyring.signIn(ACME);
  expect((await keyring.store.list()).map(({ status }) => status).sort()).toEqual(['active', 'active']);
  expect(JSON.stringify(await disk.entries())).not.toContain('access:');
  expect((await keyring.restart().store.read(ACME.id)).status).toBe('absent');
});

test('a change that was computed from an older generation is refused', async () => {
  const { wrapStore } = volatile();
  const keyring = await createSignedInKeyring({ wrapStore });
  const { store } = keyring;
  const session = await keyring.store.read(ACME.id);
  expect(
    await store.compareAndSet(session.generation - 1, { ...session, generation: session.generation }),
  ).toBe(false);
});

test('R42: a refresh that read the session before a sign-out and writes after it is refused', async () => {
  const create = (): SessionStore =>
    createSessionStore(new SealedTable(createMemoryTable(), PLAIN_VAULT, 'sessions'));
  const disk = create();
  let held = Promise.resolve();
  const slowDisk: SessionStore = {
    ...disk,
    read: async (organizationId) => {
      const [session] = await Promise.all([disk.read(organizationId), held]);
      return session;
    },
  };
  const store = createVolatileSessionStore(create(), slowDisk);
  const active = await (await createSignedInKeyring()).active(ACME);
  await store.compareAndSet(0, { ...active, generation: 1 });
  let release = (): void => {};
  held = new Promise((resolve) => {
    release = resolve;
  });
  const refresh = store.compareAndSet(1, { ...active, generation: 2 });
  await settle();
  held = Promise.resolve();
  const signedOut = { organizationId: ACME.id, generation: 2, status: 'signed-out' } as const;
  expect(await store.compareAndSet(1, signedOut)).toBe(true);
  release();
  expect(await refresh).toBe(false);
  expect((await store.read(ACME.id)).status).toBe('signed-out');
});
