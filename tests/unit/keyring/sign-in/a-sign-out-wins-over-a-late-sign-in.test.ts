import { expect, test } from 'vitest';
import { adaIn, INVALID_GRANT, NO_ANSWER } from '../../support/fake-authkit.ts';
import { settle } from '../../support/fake-platform.ts';
import {
  createKeyring,
  createSignedInKeyring,
  createTables,
  type TestKeyring,
} from '../../support/keyring.ts';
import { ACME, GLOBEX, slug } from '../../support/people.ts';

const INITECH = { id: 'org_initech', slug: slug('initech'), name: 'Initech' };

/** It has a reason: a tab that comes back without one asks again by itself. */
const OVERTAKEN = { type: 'failed', reason: 'authorization_failed', returnTo: null };

/** A sign-in whose code is being exchanged; `answer` lets AuthKit respond. */
async function exchanging(keyring: TestKeyring) {
  const { manager, begin, callbackOf, authkit } = keyring;
  let answer = (): void => {};
  authkit.script(
    'code',
    (call) =>
      new Promise((resolve) => {
        answer = () => resolve(authkit.acts(call));
      }),
  );
  const finishing = manager.finishSignIn(callbackOf(await begin(ACME), adaIn(ACME.id, 'sid_new')));
  await settle();
  return { finishing, answer: () => answer() };
}

test.each([[[ACME.id] as readonly string[]], ['all' as const]])(
  'R42: a sign-out (%s) while a code is exchanged: the session does not come back, and is revoked',
  async (organizationIds) => {
    const keyring = await createSignedInKeyring();
    const { finishing, answer } = await exchanging(keyring);
    await keyring.manager.signOut(organizationIds);
    answer();
    await finishing;
    await Promise.all(keyring.platform.backgroundWork);
    expect((await keyring.store.read(ACME.id)).status).toBe('signed-out');
    expect(keyring.authkit.revoked).toContain('sid_new');
  },
);

test('R42: a sign-out in another worker while a code is exchanged: neither the session nor a credential of it stays', async () => {
  const keyring = await createSignedInKeyring({ credentials: 'separate' });
  const { finishing, answer } = await exchanging(keyring);
  await keyring.restart().manager.signOut([ACME.id]);
  answer();
  await finishing;
  expect((await keyring.store.read(ACME.id)).status).toBe('signed-out');
  const { credentialId } = await keyring.active(GLOBEX);
  expect((await keyring.credentials.list()).map(({ id }) => id)).toEqual([credentialId]);
});

test('R42: a sign-out while the next sign-in of several begins ends that of its tab alone', async () => {
  const tables = createTables();
  const keyring = createKeyring({ tables });
  const url = await keyring.begin(ACME, { following: [GLOBEX], returnTo: '/sessions/sign-in' });
  const other = await keyring.begin(INITECH, { tab: 'tab-2' });
  const own = [url, other].map((begun) => keyring.authkit.flowOf(begun).state);
  const { update } = tables.flows;
  tables.flows.update = async (key, change) => {
    await update(key, change);
    if (own.includes(key)) return;
    tables.flows.update = update;
    await keyring.manager.signOut(['org_umbrella']);
  };
  const result = await keyring.manager.finishSignIn(keyring.callbackOf(url, adaIn(ACME.id)));
  expect(result).toEqual({ type: 'signed-in', returnTo: '/sessions/sign-in' });
  expect((await keyring.manager.finishSignIn(keyring.callbackOf(other, adaIn(INITECH.id)))).type).toBe(
    'signed-in',
  );
});

test('R42: a sign-out everywhere while the very first code is exchanged: no session comes of it', async () => {
  const keyring = createKeyring();
  const { finishing, answer } = await exchanging(keyring);
  await keyring.manager.signOut('all');
  answer();
  expect(await finishing).toEqual(OVERTAKEN);
  await Promise.all(keyring.platform.backgroundWork);
  expect((await keyring.store.read(ACME.id)).status).toBe('absent');
  expect(keyring.authkit.revoked).toEqual(['sid_new']);
});

test.each(['before', 'after'] as const)(
  'R42: a sign-out everywhere %s the very first credential is stored: no session comes of it',
  async (moment) => {
    let signOut: () => Promise<unknown> = async () => undefined;
    const keyring = createKeyring({
      wrapCredentials: (store) => ({
        ...store,
        compareAndSet: async (expected, next) => {
          if (moment === 'before') await signOut();
          const isWritten = await store.compareAndSet(expected, next);
          if (moment === 'after') await signOut();
          return isWritten;
        },
      }),
    });
    const { manager, store, credentials, authkit, platform } = keyring;
    signOut = () => manager.signOut('all');
    expect(await keyring.signIn(ACME)).toEqual(OVERTAKEN);
    expect((await store.read(ACME.id)).status).toBe('signed-out');
    expect(await credentials.list()).toEqual([]);
    await Promise.all(platform.backgroundWork);
    expect(authkit.revoked).toContain('sid_org_acme');
  },
);

test('R42: a sign-out everywhere while the flow of the very first sign-in is read: no code is sent', async () => {
  const tables = createTables();
  const { update } = tables.flows;
  const keyring = createKeyring({ tables });
  const callback = keyring.callbackOf(await keyring.begin(ACME), adaIn(ACME.id));
  let isFirst = true;
  tables.flows.update = async (key, change) => {
    await update(key, change);
    if (!isFirst) return;
    isFirst = false;
    await keyring.manager.signOut('all');
  };
  expect(await keyring.manager.finishSignIn(callback)).toEqual({ type: 'unknown' });
  expect([keyring.authkit.calls, await keyring.store.list()]).toEqual([[], []]);
});

test.each(['before', 'after'] as const)(
  'R42: a sign-out everywhere %s the next sign-in of several is stored: no other organization follows',
  async (moment) => {
    const tables = createTables();
    const keyring = createKeyring({ tables });
    const url = await keyring.begin(ACME, { following: [GLOBEX], returnTo: '/sessions/sign-in' });
    const { update } = tables.flows;
    let isFirst = true;
    tables.flows.update = async (key, change) => {
      const isNext = isFirst && key !== keyring.authkit.flowOf(url).state;
      if (isNext) isFirst = false;
      const signingOut = isNext && moment === 'before' ? keyring.manager.signOut('all') : undefined;
      // It reads the flows before this one is written.
      await settle();
      await update(key, change);
      await signingOut;
      if (isNext && moment === 'after') await keyring.manager.signOut('all');
    };
    const result = await keyring.manager.finishSignIn(keyring.callbackOf(url, adaIn(ACME.id)));
    expect(result).toEqual({ type: 'signed-in', returnTo: '/sessions/sign-in' });
    expect(await tables.flows.entries()).toEqual([]);
    expect((await keyring.store.list()).map(({ status }) => status)).toEqual(['signed-out']);
  },
);

test.each([
  ['refuses the code', INVALID_GRANT],
  ['does not respond', NO_ANSWER],
])('R42: no sign-in is repeated and no error is shown if AuthKit %s', async (_how, answered) => {
  const keyring = await createSignedInKeyring();
  keyring.authkit.script('code', async () => {
    await keyring.manager.signOut('all');
    return answered;
  });
  const finishing = keyring.manager.finishSignIn(
    keyring.callbackOf(await keyring.begin(ACME), adaIn(ACME.id)),
  );
  await keyring.platform.advance(5_000);
  expect(await finishing).toEqual(OVERTAKEN);
  expect((await keyring.store.read(ACME.id)).status).toBe('signed-out');
});

test('a sign-out that was before the sign-in does not stand in its way', async () => {
  const keyring = await createSignedInKeyring();
  await keyring.manager.signOut([ACME.id]);
  const { finishing, answer } = await exchanging(keyring);
  answer();
  expect(await finishing).toMatchObject({ type: 'signed-in' });
  expect((await keyring.active(ACME)).sessionId).toBe('sid_new');
});

test('a session that ended by itself meanwhile does not stand in its way either', async () => {
  const keyring = createKeyring();
  await keyring.signIn(ACME);
  const { finishing, answer } = await exchanging(keyring);
  const { credentialId } = await keyring.active(ACME);
  await keyring.changes.apply(ACME.id, { type: 'credential-ended', reason: 'revoked', credentialId });
  answer();
  expect(await finishing).toMatchObject({ type: 'signed-in' });
  await keyring.active(ACME);
});
