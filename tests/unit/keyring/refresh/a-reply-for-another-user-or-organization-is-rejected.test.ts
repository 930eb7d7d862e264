import { describe, expect, test } from 'vitest';
import { keyringErrorOf } from '../../support/errors.ts';
import { adaIn, type Grantee } from '../../support/fake-authkit.ts';
import { settle } from '../../support/fake-platform.ts';
import { createSignedInKeyring, type TestKeyring } from '../../support/keyring.ts';
import { ACME, GLOBEX, GRACE } from '../../support/people.ts';

const IN_WINDOW = 270_000;
const EXPIRED = 301_000;

const always = ({ authkit }: TestKeyring, grantee: Grantee): void =>
  authkit.script(ACME.id, ...Array.from({ length: 10 }, () => () => authkit.grant(grantee)));

describe.each([
  ['another organization', adaIn(GLOBEX.id), 2],
  ['no organization', { ...adaIn(ACME.id), organizationId: null }, 2],
  ['another user', { ...adaIn(ACME.id), user: GRACE }, 1],
])('R11: a refresh that returns tokens for %s', (_who, grantee, requests) => {
  test('gives no access token: the one before serves until it expires', async () => {
    const keyring = await createSignedInKeyring();
    const { manager, platform, authkit, active } = keyring;
    const before = await active(ACME);
    always(keyring, grantee);
    platform.time += IN_WINDOW;
    for (let call = 0; call < 5; call += 1) {
      expect(await manager.accessToken(ACME)).toBe(before.tokens.accessToken);
      await Promise.all(platform.backgroundWork);
    }
    expect(authkit.calls).toHaveLength(requests);
    expect(await active(ACME)).toEqual(before);
  });

  test('is repeated when the access token has expired, and that passes', async () => {
    const { manager, platform, authkit, active } = await createSignedInKeyring();
    authkit.script(ACME.id, () => authkit.grant(grantee));
    platform.time += EXPIRED;
    const waiting = manager.accessToken(ACME);
    await platform.advance(5_000);
    expect(await waiting).toBe((await active(ACME)).tokens.accessToken);
  });
});

describe.each([
  ['another organization', adaIn(GLOBEX.id)],
  ['no organization', { ...adaIn(ACME.id), organizationId: null }],
])('R11: a refresh that always returns tokens for %s', (_who, grantee) => {
  test('ends no session, and keeps each refresh token that came with them', async () => {
    const keyring = await createSignedInKeyring();
    const { manager, platform, authkit, store, credentialOf } = keyring;
    always(keyring, grantee);
    platform.time += EXPIRED;
    expect(await keyringErrorOf(manager.accessToken(ACME))).toMatchObject({
      code: 'temporarily_unavailable',
    });
    expect(authkit.calls).toHaveLength(2);
    // It pauses, although the access token has expired.
    await keyringErrorOf(manager.accessToken(ACME));
    expect(authkit.calls).toHaveLength(2);
    expect(authkit.calls[1]?.credential).not.toBe(authkit.calls[0]?.credential);
    expect((await store.read(ACME.id)).status).toBe('active');
    expect((await store.read(GLOBEX.id)).status).toBe('active');
    expect((await credentialOf(ACME)).refreshToken).not.toBe(authkit.calls[1]?.credential);
  });
});

test('R11: AuthKit has responded, so the device is not offline, whatever its browser says', async () => {
  const keyring = await createSignedInKeyring();
  const { manager, platform } = keyring;
  always(keyring, adaIn(GLOBEX.id));
  platform.time += EXPIRED;
  platform.online = false;
  const refused = keyringErrorOf(manager.accessToken(ACME));
  await platform.advance(5_000);
  expect(await refused).toMatchObject({ code: 'temporarily_unavailable' });
});

test('R11: a refresh that always returns tokens for another user needs a sign-in, and keeps nothing of them', async () => {
  const keyring = await createSignedInKeyring();
  const { manager, platform, authkit, store, credentialOf } = keyring;
  const { refreshToken } = await credentialOf(ACME);
  always(keyring, { ...adaIn(ACME.id), user: GRACE });
  platform.time += EXPIRED;
  const refused = keyringErrorOf(manager.accessToken(ACME));
  await platform.advance(5_000);
  expect(await refused).toMatchObject({ code: 'authorization_required', reason: 'wrong_user' });
  expect(authkit.calls.map(({ credential }) => credential)).toEqual([refreshToken, refreshToken]);
  expect(await store.read(ACME.id)).toMatchObject({ status: 'needs-authorization', reason: 'wrong_user' });
  expect((await store.read(GLOBEX.id)).status).toBe('active');
});

test('R11: tokens whose subject is not the user beside them are not taken', async () => {
  const { manager, platform, authkit, active } = await createSignedInKeyring();
  const forged = authkit.grant(adaIn(ACME.id));
  if (forged.type !== 'response') throw new Error('no response');
  const body = { ...JSON.parse(forged.body), user: { id: GRACE.id, email: GRACE.email } };
  authkit.script(ACME.id, { ...forged, body: JSON.stringify(body) });
  platform.time += EXPIRED;
  const waiting = manager.accessToken(ACME);
  await platform.advance(5_000);
  await waiting;
  expect(authkit.calls).toHaveLength(2);
  expect((await active(ACME)).user.id).not.toBe(GRACE.id);
});

test('R31: a reply for another user leaves no gap at the end of the lifetime', async () => {
  const { manager, platform, authkit } = await createSignedInKeyring();
  authkit.script(ACME.id, () => authkit.grant(adaIn(GLOBEX.id)));
  for (const ms of [IN_WINDOW, 20_000, 9_999, 1, 1]) {
    platform.time += ms;
    await manager.accessToken(ACME);
    await Promise.all(platform.backgroundWork);
  }
  expect(authkit.calls).toHaveLength(2);
});

test('R26: with a clock that is a day back it blocks nothing for a day', async () => {
  const { manager, platform, authkit } = await createSignedInKeyring();
  authkit.script(ACME.id, () => authkit.grant(adaIn(GLOBEX.id)));
  platform.time -= 86_400_000;
  const token = await manager.accessToken(ACME);
  await Promise.all(platform.backgroundWork);
  platform.time += 400_000;
  expect(await manager.replaceRejectedToken(ACME, token)).not.toBe(token);
});

test('R45: a request that waits for a refresh gets no token of a user who signs in meanwhile', async () => {
  const keyring = await createSignedInKeyring();
  const { manager, authkit, platform } = keyring;
  const grace = { ...adaIn(ACME.id, 'sid_grace'), user: GRACE };
  const callback = keyring.callbackOf(await keyring.begin(ACME), grace);
  let answer = (): void => {};
  authkit.script(
    ACME.id,
    (call) =>
      new Promise((resolve) => {
        answer = () => resolve(authkit.acts(call));
      }),
  );
  platform.time += EXPIRED;
  const waiting = manager.accessToken(ACME).catch((error: unknown) => error);
  await settle();
  await manager.finishSignIn(callback);
  answer();
  expect(await waiting).toMatchObject({ code: 'organization_unbound', reason: 'wrong_user' });
});
