import { describe, expect, test } from 'vitest';
import { keyringErrorOf } from '../../support/errors.ts';
import { adaIn } from '../../support/fake-authkit.ts';
import { createSignedInKeyring, type TestKeyring } from '../../support/keyring.ts';
import { ACME, GLOBEX, GRACE } from '../../support/people.ts';

const IN_WINDOW = 270_000;
const EXPIRED = 301_000;

describe.each([
  ['another organization', 'wrong_organization', adaIn(GLOBEX.id)],
  ['no organization', 'wrong_organization', { ...adaIn(ACME.id), organizationId: null }],
  ['another user', 'wrong_user', { ...adaIn(ACME.id), user: GRACE }],
])('R11: a refresh that returns tokens for %s', (_who, reason, grantee) => {
  const always = ({ authkit }: TestKeyring): void =>
    authkit.script(ACME.id, ...Array.from({ length: 10 }, () => () => authkit.grant(grantee)));

  test('is not stored: the access token serves until it expires', async () => {
    const keyring = await createSignedInKeyring();
    const { manager, platform, authkit, active } = keyring;
    const before = await active(ACME);
    always(keyring);
    platform.time += IN_WINDOW;
    for (let call = 0; call < 5; call += 1) {
      expect(await manager.accessToken(ACME)).toBe(before.tokens.accessToken);
      await Promise.all(platform.backgroundWork);
    }
    expect(authkit.calls).toHaveLength(1);
    expect(await active(ACME)).toEqual(before);
  });

  test('once it has expired, is repeated once and then requires a sign-in', async () => {
    const keyring = await createSignedInKeyring();
    const { manager, platform, authkit, store } = keyring;
    always(keyring);
    platform.time += EXPIRED;
    const refused = keyringErrorOf(manager.accessToken(ACME));
    await platform.advance(5_000);
    expect(await refused).toMatchObject({ code: 'authorization_required', reason });
    expect(authkit.calls).toHaveLength(2);
    expect(await store.read(ACME.id)).toMatchObject({ status: 'needs-authorization', reason });
    expect((await store.read(GLOBEX.id)).status).toBe('active');
  });

  test('is forgotten if the retry returns the right token', async () => {
    const { manager, platform, authkit, active } = await createSignedInKeyring();
    authkit.script(ACME.id, () => authkit.grant(grantee));
    platform.time += EXPIRED;
    const waiting = manager.accessToken(ACME);
    await platform.advance(5_000);
    expect(await waiting).toBe((await active(ACME)).tokens.accessToken);
  });
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
