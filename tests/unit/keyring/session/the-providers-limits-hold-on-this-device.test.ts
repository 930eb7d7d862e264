import { describe, expect, test } from 'vitest';
import type { ProviderLimits } from '../../../../src/keyring/ports/provider.ts';
import type { SessionLimits } from '../../../../src/keyring/session/session-limits.ts';
import { keyringErrorOf } from '../../support/errors.ts';
import { adaIn, answer, type Grantee, INVALID_GRANT, NO_ANSWER } from '../../support/fake-authkit.ts';
import { FakePlatform } from '../../support/fake-platform.ts';
import { createKeyring, type TestKeyring } from '../../support/keyring.ts';
import { ACME, ADA, GLOBEX } from '../../support/people.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const IMPERSONATED: Grantee = {
  ...adaIn(ACME.id),
  impersonator: { email: 'support@example.com', reason: 'Ticket 4711' },
  limits: { expiresAt: null, maxAge: 3600 },
};

/** A session that ends at a time of the provider's clock: the session at the user's identity provider expires then. */
function endingIn(ms: number, platform: FakePlatform): Grantee {
  return { ...adaIn(ACME.id), limits: limitsIn(ms, platform) };
}

function limitsIn(ms: number, platform: FakePlatform): ProviderLimits {
  return { expiresAt: Math.floor((platform.time + ms) / 1000), maxAge: null };
}

/** Sets the device's clock; AuthKit keeps its own time. */
function jump({ platform, authkit }: TestKeyring, by: number): void {
  platform.time += by;
  authkit.clockOffset -= by;
}

async function signedIn(
  grantee: (platform: FakePlatform) => Grantee,
  limits: SessionLimits = { sessionMaxAge: null, sessionInactivity: null },
): Promise<TestKeyring> {
  const keyring = createKeyring({ limits, platform: new FakePlatform() });
  await keyring.directory.find(ACME.slug);
  await keyring.directory.find(GLOBEX.slug);
  await keyring.signIn(ACME, grantee(keyring.platform));
  keyring.authkit.calls.length = 0;
  return keyring;
}

/** Uses the session often enough for every refresh, up to a time. */
async function useFor({ manager, platform }: TestKeyring, ms: number): Promise<void> {
  for (let used = 0; used < ms; used += 2 * MINUTE) {
    platform.time += Math.min(2 * MINUTE, ms - used);
    await manager.accessToken(ACME);
    await Promise.all(platform.backgroundWork);
  }
}

describe.each([
  ['an impersonation of an hour', () => IMPERSONATED],
  ['a session of an identity provider of an hour', (platform: FakePlatform) => endingIn(HOUR, platform)],
] as const)('R43, R55: %s', (_what, grantee) => {
  test('ends at its limit, however often it was refreshed, and is revoked', async () => {
    const keyring = await signedIn(grantee);
    const { manager, platform, authkit, store, deleted } = keyring;
    await useFor(keyring, HOUR);
    expect(authkit.refreshesOf(ACME.id).length).toBeGreaterThan(10);
    platform.time += 1000;
    expect(await keyringErrorOf(manager.accessToken(ACME))).toMatchObject({
      code: 'authorization_required',
      reason: 'expired',
    });
    await Promise.all(platform.backgroundWork);
    expect(authkit.revoked).toEqual([`sid_${ACME.id}`]);
    expect(JSON.stringify(await store.read(ACME.id))).not.toMatch(/access:|refresh:/);
    const isImpersonated = grantee(new FakePlatform()).impersonator !== undefined;
    expect(deleted).toEqual(isImpersonated ? [`${ACME.id}/${ADA.id}`] : []);
  });

  test('ends at its limit after the worker was stopped', async () => {
    const keyring = await signedIn(grantee);
    await useFor(keyring, HOUR);
    keyring.platform.time += 1000;
    const restarted = keyring.restart();
    expect((await restarted.manager.open(ACME)).session).toMatchObject({
      status: 'needs-authorization',
      reason: 'expired',
    });
  });

  test('is neither used nor shown offline after its limit, also if the worker was stopped', async () => {
    const keyring = await signedIn(grantee);
    await useFor(keyring, HOUR - MINUTE);
    const { platform, authkit } = keyring;
    const restarted = keyring.restart();
    platform.online = false;
    const lost = Array.from({ length: 20 }, () => NO_ANSWER);
    authkit.script(ACME.id, ...lost);
    // The access token is valid for four more minutes.
    platform.time += MINUTE + 1000;
    for (const { manager, overview } of [keyring, restarted]) {
      expect(await keyringErrorOf(manager.accessToken(ACME))).toMatchObject({ code: 'offline' });
      expect(await keyringErrorOf(manager.open(ACME))).toMatchObject({ code: 'offline' });
      expect((await overview.statusOf(ACME)).session).toMatchObject({
        status: 'needs-authorization',
        reason: 'expired',
      });
    }
  });

  test('is not ended by a clock that jumps', async () => {
    const keyring = await signedIn(grantee);
    for (let time = 0; time < 20; time += 1) {
      jump(keyring, time % 2 === 0 ? 24 * HOUR : -24 * HOUR);
      await keyring.manager.accessToken(ACME);
      await Promise.all(keyring.platform.backgroundWork);
    }
    expect(keyring.authkit.revoked).toEqual([]);
    expect((await keyring.overview.statusOf(ACME)).session.status).toBe('active');
  });

  test('costs one refresh, and not one for each call, if a clock stays ahead', async () => {
    const keyring = await signedIn(grantee);
    jump(keyring, 24 * HOUR);
    for (let call = 0; call < 10; call += 1) await keyring.manager.accessToken(ACME);
    expect(keyring.authkit.refreshesOf(ACME.id)).toHaveLength(1);
  });

  test('tells visible pages when its limit passes, also between two attempts to reach AuthKit', async () => {
    const { manager, platform, authkit, told, overview } = await signedIn(grantee);
    platform.online = false;
    authkit.script(ACME.id, NO_ANSWER);
    platform.time += HOUR - 1000;
    await manager.keepWarm();
    await Promise.all(platform.backgroundWork);
    expect(authkit.calls).toHaveLength(1);
    const { changes } = told;
    platform.time += 2000;
    await manager.keepWarm();
    expect(authkit.calls).toHaveLength(1);
    expect(told.changes).toBeGreaterThan(changes);
    expect((await overview.statusOf(ACME)).session.status).toBe('needs-authorization');
  });

  test('is not prolonged by a clock that was set back', async () => {
    const keyring = await signedIn(grantee);
    jump(keyring, -30 * MINUTE);
    await useFor(keyring, HOUR);
    keyring.platform.time += 5 * MINUTE;
    expect(await keyringErrorOf(keyring.manager.accessToken(ACME))).toMatchObject({ reason: 'expired' });
  });

  test('shows its end', async () => {
    const { overview, platform } = await signedIn(grantee);
    expect((await overview.statusOf(ACME)).session).toMatchObject({ endsAt: platform.time + HOUR });
  });
});

test('R55: an impersonation that AuthKit ends leaves none of the user’s data', async () => {
  for (const refusal of [INVALID_GRANT, answer(400, { error: 'organization_membership_not_found' })]) {
    const { manager, platform, authkit, deleted } = await signedIn(() => IMPERSONATED);
    authkit.script(ACME.id, refusal);
    platform.time += 6 * MINUTE;
    await keyringErrorOf(manager.accessToken(ACME));
    expect(deleted).toEqual([`${ACME.id}/${ADA.id}`]);
  }
});

test('R43: AuthKit is told of the end at once, also if the credential is deleted slowly', async () => {
  const platform = new FakePlatform();
  const keyring = createKeyring({
    platform,
    wrapCredentials: (store) => ({
      ...store,
      read: (id) => store.read(id),
      list: () => store.list(),
      compareAndSet: (generation, next) => store.compareAndSet(generation, next),
      delete: async (id, generation) => {
        await Promise.all(platform.backgroundWork);
        return store.delete(id, generation);
      },
    }),
  });
  await keyring.directory.find(ACME.slug);
  await keyring.signIn(ACME, endingIn(HOUR, platform));
  platform.time += HOUR + 1000;
  await keyringErrorOf(keyring.manager.accessToken(ACME));
  await Promise.all(platform.backgroundWork);
  expect(keyring.authkit.revoked).toEqual([`sid_${ACME.id}`]);
});

test('R43: the shorter of the limits of the provider and of this device holds', async () => {
  for (const [configured, stated] of [
    [HOUR, 2 * HOUR],
    [2 * HOUR, HOUR],
  ] as const) {
    const limits = { sessionMaxAge: configured / 1000, sessionInactivity: null };
    const keyring = await signedIn((platform) => endingIn(stated, platform), limits);
    const { session } = await keyring.overview.statusOf(ACME);
    expect(session).toMatchObject({ endsAt: keyring.platform.time + HOUR });
    await useFor(keyring, HOUR);
    keyring.platform.time += 1000;
    expect(await keyringErrorOf(keyring.manager.accessToken(ACME))).toMatchObject({ reason: 'expired' });
  }
});

test('R43: a refresh can shorten a limit, and neither prolong nor remove it', async () => {
  const keyring = await signedIn((platform) => endingIn(2 * HOUR, platform));
  const { manager, platform, authkit, overview } = keyring;
  const end = platform.time + HOUR;
  const answers = [limitsIn(HOUR, platform), limitsIn(9 * HOUR, platform), undefined];
  for (const limits of answers) {
    authkit.script(ACME.id, () => authkit.grant({ ...adaIn(ACME.id), ...(limits && { limits }) }));
    platform.time += 6 * MINUTE;
    await manager.accessToken(ACME);
    expect((await overview.statusOf(ACME)).session).toMatchObject({ endsAt: end });
  }
});

test('R43: a new sign-in has a limit of its own', async () => {
  const keyring = await signedIn((platform) => endingIn(HOUR, platform));
  keyring.platform.time += HOUR + 1000;
  await keyringErrorOf(keyring.manager.accessToken(ACME));
  await keyring.signIn(ACME, endingIn(HOUR, keyring.platform));
  await useFor(keyring, HOUR);
});

test('R43: a limit that had passed at the sign-in ends the session at its next use', async () => {
  const { manager, platform } = await signedIn((platform) => endingIn(-HOUR, platform));
  platform.time += 2000;
  expect(await keyringErrorOf(manager.accessToken(ACME))).toMatchObject({ reason: 'expired' });
});

test('R43: a limit belongs to its sign-in, and ends the sessions of that sign-in alone', async () => {
  const keyring = await signedIn((platform) => endingIn(HOUR, platform));
  const { manager, platform, signIn } = keyring;
  await signIn(GLOBEX, adaIn(GLOBEX.id, 'another sid'));
  platform.time += HOUR + 1000;
  expect(await keyringErrorOf(manager.accessToken(ACME))).toMatchObject({ reason: 'expired' });
  await manager.accessToken(GLOBEX);
});
