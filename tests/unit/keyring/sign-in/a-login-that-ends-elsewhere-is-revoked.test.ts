import { expect, test } from 'vitest';
import { adaIn, answer } from '../../support/fake-authkit.ts';
import { createKeyring } from '../../support/keyring.ts';
import { ACME, GLOBEX, GRACE } from '../../support/people.ts';

test('R11: a login for Acme that ends in Globex is stored nowhere, and revoked', async () => {
  const { signIn, store, authkit, platform } = createKeyring();
  expect(await signIn(ACME, adaIn(GLOBEX.id))).toEqual({
    type: 'failed',
    reason: 'wrong_organization',
    returnTo: '/acme/',
  });
  await Promise.all(platform.backgroundWork);
  expect(authkit.revoked).toEqual(['sid_org_globex']);
  expect((await store.read(GLOBEX.id)).status).toBe('absent');
  expect(await store.read(ACME.id)).toMatchObject({
    status: 'needs-authorization',
    reason: 'wrong_organization',
  });
});

test('R11: a login that ends without an organization is revoked too', async () => {
  const { signIn, store, authkit, platform } = createKeyring();
  const result = await signIn(ACME, { ...adaIn(ACME.id), organizationId: null });
  expect(result).toMatchObject({ type: 'failed', reason: 'wrong_organization' });
  await Promise.all(platform.backgroundWork);
  expect(authkit.revoked).toEqual(['sid_org_acme']);
  expect(JSON.stringify(await store.list())).not.toContain('access:');
});

test('R11: it leaves the sessions that stand, of both organizations', async () => {
  const { signIn, active } = createKeyring();
  await signIn(ACME);
  await signIn(GLOBEX);
  const before = [await active(ACME), await active(GLOBEX)];
  await signIn(ACME, adaIn(GLOBEX.id, 'sid_stray'));
  expect([await active(ACME), await active(GLOBEX)]).toEqual(before);
});

test('R11: asked for without an organization, what comes back is the key, and its name is learned', async () => {
  const { begin, callbackOf, manager, active, overview } = createKeyring();
  const callback = callbackOf(await begin(null), adaIn(GLOBEX.id));
  expect(await manager.finishSignIn(callback)).toEqual({ type: 'signed-in', returnTo: '/' });
  expect((await active(GLOBEX)).sessionId).toBe('sid_org_globex');
  expect((await overview.statuses()).map(({ organization }) => organization)).toEqual([GLOBEX]);
});

test('R11: a token that cannot be verified is stored nowhere', async () => {
  const { signIn, authkit, store } = createKeyring();
  authkit.verify = async () => undefined;
  expect(await signIn(ACME)).toMatchObject({ type: 'failed', reason: 'authorization_failed' });
  expect(JSON.stringify(await store.list())).not.toContain('access:');
});

test('R11: tokens of one user next to the name of another are stored nowhere', async () => {
  const { signIn, authkit, store } = createKeyring();
  const granted = authkit.grant(adaIn(ACME.id));
  if (granted.type !== 'response') throw new Error('no response');
  const body = { ...JSON.parse(granted.body), user: { id: GRACE.id, email: GRACE.email } };
  authkit.script('code', answer(200, body));
  expect(await signIn(ACME)).toMatchObject({ type: 'failed', reason: 'authorization_failed' });
  expect(await store.read(ACME.id)).toMatchObject({ status: 'needs-authorization' });
});

test('another user may sign in to the same organization: the data of the first user is deleted', async () => {
  const { signIn, active, deleted, authkit, platform } = createKeyring();
  await signIn(ACME);
  await signIn(ACME, { organizationId: ACME.id, user: GRACE, sessionId: 'sid_grace' });
  await Promise.all(platform.backgroundWork);
  expect((await active(ACME)).user.id).toBe(GRACE.id);
  expect(deleted).toEqual(['org_acme/user_ada']);
  expect(authkit.revoked).toEqual(['sid_org_acme']);
});

test('R42: unless its AuthKit session is one that another organization uses', async () => {
  const { signIn, active, authkit, platform } = createKeyring();
  await signIn(GLOBEX, adaIn(GLOBEX.id, 'sid_shared'));
  await signIn(ACME, adaIn(GLOBEX.id, 'sid_shared'));
  await Promise.all(platform.backgroundWork);
  expect(authkit.revoked).toEqual([]);
  await active(GLOBEX);
});
