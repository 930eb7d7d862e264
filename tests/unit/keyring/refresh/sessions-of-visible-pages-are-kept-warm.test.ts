import { expect, test } from 'vitest';
import { answer } from '../../support/fake-authkit.ts';
import { createSignedInKeyring } from '../../support/keyring.ts';
import { ACME, GLOBEX } from '../../support/people.ts';

test('nothing is refreshed while everything is fresh', async () => {
  const { manager, platform, authkit } = await createSignedInKeyring();
  platform.time += 200_000;
  await manager.keepWarm();
  expect(authkit.calls).toEqual([]);
});

test('a token in its window, or expired, is refreshed once', async () => {
  for (const age of [270_000, 301_000]) {
    const { manager, platform, authkit, active } = await createSignedInKeyring();
    platform.time += age;
    await manager.keepWarm();
    await manager.keepWarm();
    expect(authkit.calls.map(({ organizationId }) => organizationId).sort()).toEqual([ACME.id, GLOBEX.id]);
    expect((await active(ACME)).tokens.receivedAt).toBe(platform.time);
  }
});

test('R43: a session close to its inactivity limit is refreshed, even with a fresh token', async () => {
  const limits = { sessionMaxAge: null, sessionInactivity: 3600 };
  const { manager, platform, authkit } = await createSignedInKeyring({ limits });
  authkit.lifetime = 86_400;
  for (const organization of [ACME, GLOBEX])
    await manager.replaceRejectedToken(organization, await manager.accessToken(organization));
  authkit.calls.length = 0;
  platform.time += 2_699_000;
  await manager.keepWarm();
  expect(authkit.calls).toEqual([]);
  platform.time += 2_000;
  await manager.keepWarm();
  expect(authkit.calls).toHaveLength(2);
  platform.time += 3_000_000;
  await manager.accessToken(ACME);
});

test("R43: a session past its inactivity limit ends, once AuthKit's clock confirms it", async () => {
  const limits = { sessionMaxAge: null, sessionInactivity: 3600 };
  const { manager, platform, authkit, store } = await createSignedInKeyring({ limits });
  platform.time += 3_601_000;
  await manager.keepWarm();
  expect(authkit.refreshesOf(ACME.id)).toHaveLength(1);
  expect(await store.read(ACME.id)).toMatchObject({ status: 'needs-authorization', reason: 'expired' });
});

test('R35: a failure of one stops no other', async () => {
  const { manager, platform, authkit } = await createSignedInKeyring();
  authkit.script(ACME.id, answer(429, '', '60'));
  platform.time += 301_000;
  await manager.keepWarm();
  expect(authkit.refreshesOf(GLOBEX.id)).toHaveLength(1);
});

test('R35: a hang of one delays the others only briefly', async () => {
  const { manager, platform, authkit } = await createSignedInKeyring();
  authkit.script(ACME.id, () => new Promise(() => {}));
  platform.time += 301_000;
  void manager.keepWarm();
  await platform.advance(3_000);
  expect(authkit.refreshesOf(GLOBEX.id)).toHaveLength(1);
});

test('the soonest to expire is refreshed first', async () => {
  for (const [sooner, later] of [
    [ACME, GLOBEX],
    [GLOBEX, ACME],
  ] as const) {
    const { manager, platform, authkit } = await createSignedInKeyring();
    await manager.replaceRejectedToken(sooner, await manager.accessToken(sooner));
    platform.time += 10_000;
    await manager.replaceRejectedToken(later, await manager.accessToken(later));
    authkit.calls.length = 0;
    platform.time += 295_000;
    await manager.keepWarm();
    expect(authkit.calls.map(({ organizationId }) => organizationId)).toEqual([sooner.id, later.id]);
  }
});

test('a signed-out session stays signed out', async () => {
  const { manager, platform, authkit } = await createSignedInKeyring();
  await manager.signOut([ACME.id]);
  platform.time += 301_000;
  await manager.keepWarm();
  expect(authkit.refreshesOf(ACME.id)).toEqual([]);
});
