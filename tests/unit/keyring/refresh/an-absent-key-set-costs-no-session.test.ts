import { expect, test } from 'vitest';
import { keyringErrorOf } from '../../support/errors.ts';
import { adaIn, claimsOf } from '../../support/fake-authkit.ts';
import { createSignedInKeyring, type TestKeyring } from '../../support/keyring.ts';
import { ACME } from '../../support/people.ts';

const EXPIRED = 301_000;
const GRACE_IS_OVER = 35_000;

/** A key set that cannot be read until the returned function is called. */
function takeKeysAway({ authkit }: TestKeyring): () => void {
  authkit.verify = async () => 'unchecked';
  return () => {
    authkit.verify = async ({ accessToken }) => claimsOf(accessToken);
  };
}

test('R30: a key set missing during a refresh for longer than the grace loses no session', async () => {
  const keyring = await createSignedInKeyring();
  const { manager, platform, authkit, active, credentialOf } = keyring;
  const before = (await active(ACME)).tokens;
  const { refreshToken } = await credentialOf(ACME);
  const bringBack = takeKeysAway(keyring);
  platform.time += EXPIRED;
  const refused = keyringErrorOf(manager.accessToken(ACME));
  await platform.advance(25_000);
  expect(await refused).toMatchObject({ code: 'temporarily_unavailable' });
  await platform.advance(GRACE_IS_OVER);
  expect((await active(ACME)).tokens).toEqual(before);
  expect((await credentialOf(ACME)).refreshToken).not.toBe(refreshToken);
  bringBack();
  authkit.calls.length = 0;
  expect(await manager.accessToken(ACME)).toBe((await active(ACME)).tokens.accessToken);
  expect(authkit.calls).toHaveLength(1);
});

test('R30: a key set that is missing while another worker stores the next refresh token loses no session', async () => {
  const keyring = await createSignedInKeyring();
  const { manager, platform, authkit, active, credentials, credentialOf } = keyring;
  const before = await credentialOf(ACME);
  authkit.verify = async ({ accessToken, refreshToken }) => {
    const next = { ...before, generation: before.generation + 1, refreshToken, unanswered: [] };
    const isFirst = await credentials.compareAndSet(before.generation, next);
    return isFirst ? 'unchecked' : claimsOf(accessToken);
  };
  platform.time += EXPIRED;
  const token = manager.accessToken(ACME);
  await platform.advance(25_000);
  expect(await token).toBe((await active(ACME)).tokens.accessToken);
});

test('R11: meanwhile no unverified access token is handed out or stored', async () => {
  const keyring = await createSignedInKeyring();
  const { manager, platform, active, store } = keyring;
  const { accessToken } = (await active(ACME)).tokens;
  takeKeysAway(keyring);
  platform.time += 270_000;
  for (let second = 270; second < 300; second += 5) {
    expect(await manager.accessToken(ACME)).toBe(accessToken);
    await platform.advance(5_000);
    expect((await active(ACME)).tokens.accessToken).toBe(accessToken);
  }
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const refused = keyringErrorOf(manager.accessToken(ACME));
    await platform.advance(60_000);
    expect(await refused).toMatchObject({ code: 'temporarily_unavailable' });
  }
  expect(await store.read(ACME.id)).toMatchObject({ status: 'active', tokens: { accessToken } });
});

test('R28: each attempt sends the refresh token that the previous attempt stored', async () => {
  const keyring = await createSignedInKeyring();
  const { manager, platform, authkit } = keyring;
  takeKeysAway(keyring);
  platform.time += EXPIRED;
  const refused = keyringErrorOf(manager.accessToken(ACME));
  await platform.advance(25_000);
  await refused;
  const spent = authkit.calls.map(({ credential }) => credential);
  expect(spent.length).toBeGreaterThan(2);
  expect(new Set(spent).size).toBe(spent.length);
});

test('R28: a waiting caller gets a new access token, also if another worker has rotated the refresh token meanwhile', async () => {
  const keyring = await createSignedInKeyring();
  const { refresher, credentials, platform, authkit, active, credentialOf } = keyring;
  platform.time += EXPIRED;
  const stale = await active(ACME);
  const rotated = authkit.grant(adaIn(ACME.id));
  const { refresh_token: refreshToken } = JSON.parse(rotated.type === 'response' ? rotated.body : '{}');
  const credential = await credentialOf(ACME);
  const generation = credential.generation + 1;
  await credentials.compareAndSet(credential.generation, { ...credential, refreshToken, generation });
  const renewed = await refresher.refresh(stale, stale.credentialId);
  expect(renewed).toEqual(await active(ACME));
  expect((await active(ACME)).tokens.receivedAt).toBe(platform.time);
  expect(authkit.calls.map(({ credential }) => credential)).toEqual([refreshToken]);
});

test('R36: a worker that ends meanwhile leaves a valid refresh token for the next one', async () => {
  const keyring = await createSignedInKeyring();
  const { manager, platform, active } = keyring;
  const bringBack = takeKeysAway(keyring);
  platform.time += EXPIRED;
  void keyringErrorOf(manager.accessToken(ACME));
  await platform.advance(10);
  platform.locks.areBroken = true; // the lock of a worker that has ended is free
  const next = keyring.restart();
  platform.time += GRACE_IS_OVER;
  bringBack();
  await next.manager.accessToken(ACME);
  await active(ACME);
});

test('R42: a sign-out meanwhile wins', async () => {
  const keyring = await createSignedInKeyring();
  const { manager, platform, store } = keyring;
  takeKeysAway(keyring);
  platform.time += EXPIRED;
  const refused = keyringErrorOf(manager.accessToken(ACME));
  await platform.advance(500);
  await manager.signOut([ACME.id]);
  await platform.advance(25_000);
  expect(await refused).toMatchObject({ code: 'authorization_required', reason: 'signed-out' });
  expect((await store.read(ACME.id)).status).toBe('signed-out');
});
