import { describe, expect, test } from 'vitest';
import type { SessionLimits } from '../../../../src/keyring/session/session-limits.ts';
import { keyringErrorOf } from '../../support/errors.ts';
import { INVALID_GRANT, NO_ANSWER } from '../../support/fake-authkit.ts';
import { createSignedInKeyring, type TestKeyring } from '../../support/keyring.ts';
import { ACME, GLOBEX } from '../../support/people.ts';

const DAY = 24 * 3_600_000;
const HOUR = 3_600_000;
const LIMITS: readonly (readonly [string, SessionLimits])[] = [
  ['an absolute limit', { sessionMaxAge: 8 * 3600, sessionInactivity: null }],
  ['an idle limit', { sessionMaxAge: null, sessionInactivity: 3600 }],
  ['both limits', { sessionMaxAge: 8 * 3600, sessionInactivity: 3600 }],
];

/** Sets the device's clock; AuthKit keeps its own time. */
function jump({ platform, authkit }: TestKeyring, by: number): void {
  platform.time += by;
  authkit.clockOffset -= by;
}

async function settleBackground({ platform }: TestKeyring): Promise<void> {
  await Promise.all(platform.backgroundWork);
}

describe.each(LIMITS)('field report 15: with %s', (_which, limits) => {
  test('a clock that is a day ahead for a moment ends no session and revokes nothing', async () => {
    const keyring = await createSignedInKeyring({ limits });
    const { manager, authkit, active } = keyring;
    jump(keyring, DAY);
    await manager.accessToken(ACME);
    expect((await manager.open(GLOBEX)).session.status).toBe('active');
    jump(keyring, -DAY);
    for (const organization of [ACME, GLOBEX]) await manager.accessToken(organization);
    await manager.keepWarm();
    await settleBackground(keyring);
    expect(authkit.revoked).toEqual([]);
    for (const organization of [ACME, GLOBEX])
      expect((await active(organization)).sessionId).toBe(`sid_${organization.id}`);
  });

  test('what is only looked at while the clock is ahead is confirmed too', async () => {
    const keyring = await createSignedInKeyring({ limits });
    jump(keyring, DAY);
    await keyring.manager.keepWarm();
    await keyring.manager.organizations();
    await settleBackground(keyring);
    expect(keyring.authkit.revoked).toEqual([]);
    for (const { session } of await keyring.overview.statuses()) expect(session.status).toBe('active');
  });

  test('a clock that stays ahead costs one refresh, not one for each call', async () => {
    const keyring = await createSignedInKeyring({ limits });
    jump(keyring, DAY);
    for (let call = 0; call < 10; call += 1) await keyring.manager.accessToken(ACME);
    expect(keyring.authkit.refreshesOf(ACME.id)).toHaveLength(1);
  });

  test('a hundred jumps to and fro end none', async () => {
    const keyring = await createSignedInKeyring({ limits });
    for (let time = 0; time < 100; time += 1) {
      jump(keyring, time % 2 === 0 ? DAY : -DAY);
      await keyring.manager.accessToken(ACME);
      await settleBackground(keyring);
    }
    expect(keyring.authkit.revoked).toEqual([]);
  });

  test('R53: while AuthKit cannot be reached nothing is used, shown, ended or revoked', async () => {
    const keyring = await createSignedInKeyring({ limits });
    const { manager, platform, authkit, active, overview } = keyring;
    const before = await active(ACME);
    platform.online = false;
    authkit.script(ACME.id, NO_ANSWER, NO_ANSWER);
    jump(keyring, DAY);
    expect(await keyringErrorOf(manager.accessToken(ACME))).toMatchObject({ code: 'offline' });
    jump(keyring, 60_000);
    expect(await keyringErrorOf(manager.open(ACME))).toMatchObject({ code: 'offline' });
    expect((await overview.statusOf(ACME)).session).toMatchObject({
      status: 'needs-authorization',
      reason: 'expired',
    });
    await settleBackground(keyring);
    expect(await active(ACME)).toEqual(before);
    expect(authkit.revoked).toEqual([]);
    jump(keyring, -DAY - 60_000);
    expect((await overview.statusOf(ACME)).session.status).toBe('active');
  });

  test('AuthKit’s refusal ends the session', async () => {
    const keyring = await createSignedInKeyring({ limits });
    keyring.authkit.script(ACME.id, INVALID_GRANT);
    jump(keyring, DAY);
    expect(await keyringErrorOf(keyring.manager.accessToken(ACME))).toMatchObject({ reason: 'expired' });
  });

  test('R43: a limit that has passed by both clocks ends the session, and revokes it', async () => {
    const keyring = await createSignedInKeyring({ limits });
    keyring.platform.time += DAY;
    expect(await keyringErrorOf(keyring.manager.accessToken(ACME))).toMatchObject({
      code: 'authorization_required',
      reason: 'expired',
    });
    await settleBackground(keyring);
    expect(keyring.authkit.revoked).toEqual(['sid_org_acme']);
  });

  test('R37: a record of an earlier version, without AuthKit’s times, is confirmed only by AuthKit', async () => {
    const keyring = await createSignedInKeyring({ limits });
    const { manager, credentials, credentialOf } = keyring;
    const credential = await credentialOf(ACME);
    const generation = credential.generation + 1;
    const earlier = { ...credential, generation, authorizedAt: null, issuedAt: null };
    await credentials.compareAndSet(credential.generation, earlier);
    jump(keyring, DAY);
    await manager.accessToken(ACME);
    expect(await credentialOf(ACME)).toMatchObject({
      authorizedAt: expect.any(Number),
      issuedAt: expect.any(Number),
    });
  });
});

test('R43: after a clock was set right the absolute limit holds from the real sign-in on', async () => {
  const limits = { sessionMaxAge: 8 * 3600, sessionInactivity: null };
  const keyring = await createSignedInKeyring({ limits });
  const { manager, platform } = keyring;
  jump(keyring, DAY);
  await manager.accessToken(ACME);
  for (let hour = 0; hour < 8; hour += 1) {
    platform.time += HOUR - 1000;
    await manager.accessToken(ACME);
  }
  platform.time += HOUR;
  expect(await keyringErrorOf(manager.accessToken(ACME))).toMatchObject({ reason: 'expired' });
});
