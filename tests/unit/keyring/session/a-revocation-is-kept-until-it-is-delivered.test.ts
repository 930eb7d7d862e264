import { expect, test } from 'vitest';
import type { SessionStore } from '../../../../src/keyring/ports/stores.ts';
import { adaIn } from '../../support/fake-authkit.ts';
import { settle } from '../../support/fake-platform.ts';
import { createKeyring, createSignedInKeyring, type TestKeyring } from '../../support/keyring.ts';
import { ACME, GLOBEX } from '../../support/people.ts';

/** Does what is left, as a start of the worker or the return of the network does. */
async function deliver({ revocations, platform }: TestKeyring): Promise<void> {
  revocations.deliver();
  await Promise.all(platform.backgroundWork);
}

async function signedOutOffline(): Promise<TestKeyring> {
  const keyring = await createSignedInKeyring();
  keyring.authkit.canRevoke = false;
  await keyring.manager.signOut('all');
  await deliver(keyring);
  expect(keyring.authkit.revoked).toEqual([]);
  keyring.authkit.canRevoke = true;
  return keyring;
}

test('R42: a sign-out without a network is completed when the network returns', async () => {
  const keyring = await signedOutOffline();
  await deliver(keyring);
  expect([...keyring.authkit.revoked].sort()).toEqual(['sid_org_acme', 'sid_org_globex']);
});

test('many deliveries at once are one: each revocation is requested once', async () => {
  const keyring = await signedOutOffline();
  keyring.authkit.canRevoke = false;
  keyring.authkit.revocations = 0;
  for (let count = 0; count < 50; count += 1) keyring.revocations.deliver();
  await Promise.all(keyring.platform.backgroundWork);
  expect(keyring.authkit.revocations).toBe(2);
  keyring.authkit.canRevoke = true;
  await deliver(keyring);
  expect([...keyring.authkit.revoked].sort()).toEqual(['sid_org_acme', 'sid_org_globex']);
});

test('R42: and at the latest when a page becomes visible', async () => {
  const { manager, authkit, platform } = await signedOutOffline();
  await manager.keepWarm();
  await Promise.all(platform.backgroundWork);
  expect([...authkit.revoked].sort()).toEqual(['sid_org_acme', 'sid_org_globex']);
});

test('R36: also by the next worker, and only once', async () => {
  const { restart, authkit } = await signedOutOffline();
  const next = restart();
  await deliver(next);
  await deliver(next);
  expect([...authkit.revoked].sort()).toEqual(['sid_org_acme', 'sid_org_globex']);
});

test('R42: a worker that ends right after the tombstone leaves the revocation to the next', async () => {
  let dies = false;
  const wrapStore = (store: SessionStore): SessionStore => ({
    ...store,
    compareAndSet: async (expected, next) => {
      const isWritten = await store.compareAndSet(expected, next);
      return dies ? new Promise<never>(() => {}) : isWritten;
    },
  });
  const dying = await createSignedInKeyring({ wrapStore });
  dies = true;
  void dying.manager.signOut([ACME.id]);
  await settle();
  const next = dying.restart({ wrapStore: (store) => store });
  expect((await next.store.read(ACME.id)).status).toBe('signed-out');
  await deliver(next);
  expect(next.authkit.revoked).toEqual(['sid_org_acme']);
});

test('R42: a revocation that is read before its tombstone is written is not lost', async () => {
  let mayWrite = (): void => {};
  const held = new Promise<void>((resolve) => {
    mayWrite = resolve;
  });
  const keyring = await createSignedInKeyring({
    wrapStore: (store) => ({
      ...store,
      compareAndSet: async (expected, next) => {
        if (next.status === 'signed-out' && next.organizationId === GLOBEX.id) await held;
        return store.compareAndSet(expected, next);
      },
    }),
  });
  const signingOut = keyring.manager.signOut('all');
  await settle();
  await deliver(keyring);
  expect(keyring.authkit.revoked).toEqual(['sid_org_acme']);
  mayWrite();
  await signingOut;
  await Promise.all(keyring.platform.backgroundWork);
  expect(keyring.authkit.revoked).toEqual(['sid_org_acme', 'sid_org_globex']);
});

test('a revocation that is delivered while the credential is being released is not sent again', async () => {
  let isHeld = false;
  const keyring = await createSignedInKeyring({
    wrapCredentials: (store) => ({
      ...store,
      list: async () => {
        const credentials = await store.list();
        if (isHeld) {
          isHeld = false;
          await settle();
        }
        return credentials;
      },
    }),
  });
  isHeld = true;
  await keyring.manager.signOut([ACME.id]);
  await Promise.all(keyring.platform.backgroundWork);
  expect(keyring.authkit.revoked).toEqual(['sid_org_acme']);
});

test('R42: a kept revocation does not end a newer session under the same sid', async () => {
  const keyring = createKeyring();
  await keyring.signIn(ACME, adaIn(ACME.id, 'sid_1'));
  keyring.authkit.canRevoke = false;
  await keyring.manager.signOut([ACME.id]);
  await deliver(keyring);
  keyring.authkit.canRevoke = true;
  await keyring.signIn(ACME, adaIn(ACME.id, 'sid_1'));
  await deliver(keyring);
  expect(keyring.authkit.revoked).toEqual([]);
});

test.each(['separate', 'shared'] as const)(
  'R42: a refresh that was running keeps no session of an organization that has a newer one (%s)',
  async (credentials) => {
    let dies = false;
    const dying = await createSignedInKeyring({
      credentials,
      wrapStore: (store) => ({
        ...store,
        compareAndSet: async (expected, next) => {
          const isWritten = await store.compareAndSet(expected, next);
          return dies ? new Promise<never>(() => {}) : isWritten;
        },
      }),
    });
    const { authkit, manager, platform } = dying;
    await platform.advance(authkit.lifetime * 1_000);
    authkit.script(ACME.id, () => new Promise<never>(() => {}));
    void manager.accessToken(ACME);
    await settle();
    dies = true;
    void manager.signOut([ACME.id]);
    await settle();
    const next = dying.restart({ wrapStore: (store) => store });
    await next.signIn(ACME, adaIn(ACME.id, 'sid_newer'));
    await deliver(next);
    expect(authkit.revoked).toEqual(['sid_org_acme']);
  },
);

test('R42: the revocation of a login that ended in another organization is kept as well', async () => {
  const keyring = createKeyring();
  keyring.authkit.canRevoke = false;
  await keyring.signIn(ACME, adaIn(GLOBEX.id, 'sid_stray'));
  await deliver(keyring);
  keyring.authkit.canRevoke = true;
  await deliver(keyring);
  expect(keyring.authkit.revoked).toEqual(['sid_stray']);
});

test('R4: an unreadable record in the store stops no revocation', async () => {
  const keyring = await createSignedInKeyring();
  const { tables, authkit, manager } = keyring;
  const misshapen = { schema: 1, key: 'a-first', generation: 0, subject: '' };
  await tables.revocations.update('a-first', () => misshapen);
  await tables.revocations.update('b', () => 'garbage');
  authkit.canRevoke = false;
  await manager.signOut([ACME.id]);
  await deliver(keyring);
  authkit.canRevoke = true;
  await deliver(keyring);
  expect(authkit.revoked).toEqual(['sid_org_acme']);
});
