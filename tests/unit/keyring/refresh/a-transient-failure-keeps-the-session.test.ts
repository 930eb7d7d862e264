import { describe, expect, test } from 'vitest';
import { keyringErrorOf } from '../../support/errors.ts';
import { answer, NO_ANSWER, SERVER_ERROR } from '../../support/fake-authkit.ts';
import { createSignedInKeyring } from '../../support/keyring.ts';
import { ACME } from '../../support/people.ts';

const EXPIRED = 301_000;

test.each([
  ['no network', NO_ANSWER],
  ['408', answer(408, '')],
  ['429', answer(429, { error: 'slow_down', error_description: '' })],
  ['500 that says invalid_grant', answer(500, { error: 'invalid_grant', error_description: '' })],
  ['503', SERVER_ERROR],
  ['a page of HTML', answer(400, '<html>invalid_grant</html>')],
  ['garbage', answer(200, '{"access_token":')],
  ['no refresh token', answer(200, { access_token: 'a', user: { id: 'u', email: 'e' } })],
  ['too much', { type: 'too-large' }],
] as const)('R30: %s, and the session is kept', async (_what, failure) => {
  const { manager, platform, authkit, active } = await createSignedInKeyring();
  const before = await active(ACME);
  authkit.script(ACME.id, ...Array.from({ length: 50 }, () => failure));
  platform.time += EXPIRED;
  const refused = keyringErrorOf(manager.accessToken(ACME));
  await platform.advance(25_000);
  expect(await refused).toMatchObject({ code: 'temporarily_unavailable', retryAfter: expect.any(Number) });
  expect(await active(ACME)).toEqual(before);
});

test('field report 6: a device that reports offline is not treated as offline if AuthKit responds', async () => {
  const { manager, platform, authkit } = await createSignedInKeyring();
  await platform.advance(EXPIRED);
  platform.online = false;
  authkit.script(ACME.id, SERVER_ERROR, SERVER_ERROR);
  const token = manager.accessToken(ACME);
  await platform.advance(5_000);
  expect(await token).toMatch(/^access:/);
  expect(authkit.calls).toHaveLength(3);
});

test('R30: an offline device gets the error offline after one attempt', async () => {
  const { manager, platform, authkit } = await createSignedInKeyring();
  await platform.advance(EXPIRED);
  platform.online = false;
  authkit.script(ACME.id, NO_ANSWER);
  const error = await keyringErrorOf(manager.accessToken(ACME));
  expect(error).toMatchObject({ code: 'offline', retryAfter: 1 });
  expect(authkit.calls).toHaveLength(1);
  expect(platform.sleeping).toBe(0);
});

test('R30: two hundred flaps of the network lose no session', async () => {
  const { manager, platform, authkit, active } = await createSignedInKeyring();
  for (let flap = 0; flap < 200; flap += 1) {
    platform.online = false;
    authkit.script(ACME.id, NO_ANSWER);
    platform.time += EXPIRED;
    await keyringErrorOf(manager.accessToken(ACME));
    platform.online = true;
    await platform.advance(1_000);
    await manager.accessToken(ACME);
  }
  expect((await active(ACME)).generation).toBe(201);
});

describe('R33: after a failure', () => {
  test('no request is sent until the Retry-After has passed', async () => {
    const { manager, platform, authkit } = await createSignedInKeyring();
    authkit.script(ACME.id, answer(429, '', '40'));
    platform.time += EXPIRED;
    expect((await keyringErrorOf(manager.accessToken(ACME))).retryAfter).toBe(40);
    await platform.advance(10_000);
    expect((await keyringErrorOf(manager.accessToken(ACME))).retryAfter).toBe(30);
    expect(authkit.calls).toHaveLength(1);
    await platform.advance(30_000);
    await manager.accessToken(ACME);
    expect(authkit.calls).toHaveLength(2);
  });

  test('a mistaken Retry-After of a day locks no user out for a day', async () => {
    const { manager, platform, authkit } = await createSignedInKeyring();
    authkit.script(ACME.id, answer(503, '', '86400'));
    platform.time += EXPIRED;
    expect((await keyringErrorOf(manager.accessToken(ACME))).retryAfter).toBe(60);
  });

  test('a short Retry-After is waited for, and the same call succeeds', async () => {
    const { manager, platform, authkit } = await createSignedInKeyring();
    authkit.script(ACME.id, answer(429, '', '3'));
    platform.time += EXPIRED;
    const began = platform.time;
    const waiting = manager.accessToken(ACME);
    await platform.advance(4_000);
    await waiting;
    expect(authkit.calls[1]?.at).toBeGreaterThanOrEqual(began + 3_000);
  });

  test('a Retry-After of 0 does not remove the retry delay', async () => {
    const { manager, platform, authkit } = await createSignedInKeyring();
    authkit.script(ACME.id, ...Array.from({ length: 60 }, () => answer(429, '', '0')));
    platform.time += EXPIRED;
    const waiting = keyringErrorOf(manager.accessToken(ACME));
    await platform.advance(1_000);
    expect(authkit.calls.length).toBeLessThan(8);
    await platform.advance(60_000);
    await waiting;
  });

  test('R26: a clock that goes back does not prolong the pause', async () => {
    const { manager, platform, authkit } = await createSignedInKeyring();
    authkit.script(ACME.id, answer(429, '', '60'));
    platform.time += EXPIRED;
    await keyringErrorOf(manager.accessToken(ACME));
    platform.time -= 24 * 3_600_000;
    const token = await manager.accessToken(ACME);
    await Promise.all(platform.backgroundWork);
    expect(authkit.calls).toHaveLength(2);
    expect(token).not.toBe(await manager.accessToken(ACME));
  });
});

test.each([
  ['invalid_grant', 'Session has already ended.', 'revoked'],
  ['invalid_grant', 'Refresh token already exchanged', 'expired'],
  ['sso_required', '', 'sso_required'],
  ['organization_membership_not_found', '', 'not_a_member'],
  ['radar_challenge', '', 'verification_required'],
  ['phone_number_required', '', 'phone_number_required'],
])('R30: %s (%s) ends only this session, at once', async (error, error_description, reason) => {
  const { manager, platform, authkit, store } = await createSignedInKeyring();
  authkit.script(ACME.id, answer(400, { error, error_description }));
  platform.time += EXPIRED;
  expect(await keyringErrorOf(manager.accessToken(ACME))).toMatchObject({
    code: 'authorization_required',
    organizationSlug: 'acme',
    reason,
  });
  expect(authkit.calls).toHaveLength(1);
  expect((await store.list()).map(({ status }) => status).sort()).toEqual(['active', 'needs-authorization']);
});
