import { expect, test } from 'vitest';
import { adaIn, answer, claimsOf, INVALID_GRANT, SERVER_ERROR } from '../../support/fake-authkit.ts';
import { createKeyring } from '../../support/keyring.ts';
import { ACME } from '../../support/people.ts';

/** The result for a used state: no request is sent. */
const USED = { type: 'finished-before', returnTo: '/acme/settings' };

async function begun(returnTo = '/acme/settings') {
  const keyring = createKeyring();
  const callback = keyring.callbackOf(await keyring.begin(ACME, { returnTo }), adaIn(ACME.id));
  return { ...keyring, callback };
}

test.each([
  ['access_denied', 'access_denied'],
  ['organization_invalid', 'organization_not_found'],
  ['server_error', 'authorization_failed'],
  ['<script>', 'authorization_failed'],
])('AuthKit returns the error %s: %s', async (error, reason) => {
  const { manager, callback, authkit, store } = await begun();
  callback.searchParams.delete('code');
  callback.searchParams.set('error', error);
  expect(await manager.finishSignIn(callback)).toEqual({
    type: 'failed',
    reason,
    returnTo: '/acme/settings',
  });
  expect(await store.read(ACME.id)).toMatchObject({ status: 'needs-authorization', reason });
  expect(authkit.calls).toEqual([]);
  expect(await manager.finishSignIn(callback)).toEqual(USED);
  expect(authkit.calls).toEqual([]);
});

test('a code that AuthKit refuses fails, and its state is used up', async () => {
  const { manager, callback, authkit } = await begun();
  authkit.script('code', INVALID_GRANT);
  expect(await manager.finishSignIn(callback)).toMatchObject({ type: 'failed' });
  expect(await manager.finishSignIn(callback)).toEqual(USED);
  expect(authkit.calls).toHaveLength(1);
});

test('a failed attempt leaves a session that stands', async () => {
  const { manager, begin, callbackOf, signIn, active, authkit } = createKeyring();
  await signIn(ACME);
  const before = await active(ACME);
  const callback = callbackOf(await begin(ACME), adaIn(ACME.id));
  authkit.script('code', INVALID_GRANT);
  await manager.finishSignIn(callback);
  expect(await active(ACME)).toEqual(before);
});

test('an exchange that AuthKit goes on putting off fails at last', async () => {
  const { manager, callback, authkit, platform } = await begun();
  authkit.script('code', ...Array.from({ length: 50 }, () => SERVER_ERROR));
  const failing = manager.finishSignIn(callback);
  await platform.advance(25_000);
  expect(await failing).toMatchObject({ type: 'failed', reason: 'authorization_failed' });
});

test.each([
  ['organization_membership_not_found', 'not_a_member'],
  ['sso_required', 'sso_required'],
  ['invalid_grant', 'authorization_failed'],
])('a code that is refused with %s says %s', async (error, reason) => {
  const { signIn, authkit, store } = createKeyring();
  authkit.script('code', answer(400, { error, error_description: '' }));
  expect(await signIn(ACME)).toMatchObject({ type: 'failed', reason });
  expect(await store.read(ACME.id)).toMatchObject({ status: 'needs-authorization', reason });
});

test('R25: a key set that stays away ends in a page within seven seconds, and nothing unchecked is stored', async () => {
  const { manager, callback, authkit, platform, store } = await begun();
  authkit.verify = async () => 'unchecked';
  const finishing = manager.finishSignIn(callback);
  await platform.advance(7_000);
  expect(await finishing).toMatchObject({ type: 'failed', reason: 'authorization_failed' });
  expect(JSON.stringify(await store.list())).not.toMatch(/access:|refresh:/);
  expect(authkit.calls).toHaveLength(1);
});

test('R25: a key set that comes back in time costs no second exchange', async () => {
  const { manager, callback, authkit, platform, active } = await begun();
  authkit.verify = async () => 'unchecked';
  const finishing = manager.finishSignIn(callback);
  await platform.advance(5_000);
  authkit.verify = async ({ accessToken }) => claimsOf(accessToken);
  await platform.advance(10_000);
  expect(await finishing).toMatchObject({ type: 'signed-in' });
  await active(ACME);
  expect(authkit.calls).toHaveLength(1);
});
