import { expect, test } from 'vitest';
import { settle } from '../../support/fake-platform.ts';
import { createSignedInKeyring } from '../../support/keyring.ts';
import { ACME, GLOBEX } from '../../support/people.ts';

const EXPIRED = 301_000;

test('R28: fifty callers share one refresh, and get its token', async () => {
  const { manager, platform, authkit, active, credentialOf } = await createSignedInKeyring();
  const before = (await active(ACME)).tokens;
  const { refreshToken } = await credentialOf(ACME);
  platform.time += EXPIRED;
  const tokens = await Promise.all(Array.from({ length: 50 }, () => manager.accessToken(ACME)));
  const { tokens: after } = await active(ACME);
  expect(new Set(tokens)).toEqual(new Set([after.accessToken]));
  expect(after.accessToken).not.toBe(before.accessToken);
  expect(authkit.calls).toEqual([
    { grant: 'refresh', credential: refreshToken, organizationId: ACME.id, at: platform.time },
  ]);
});

test('R28: they also share it without working locks', async () => {
  const { manager, platform, authkit } = await createSignedInKeyring();
  platform.locks.areBroken = true;
  platform.time += EXPIRED;
  await Promise.all(Array.from({ length: 50 }, () => manager.accessToken(ACME)));
  expect(authkit.calls).toHaveLength(1);
});

test('R28: two workers over one store and its locks make one refresh', async () => {
  const first = await createSignedInKeyring();
  const second = first.restart();
  first.platform.time += EXPIRED;
  const tokens = await Promise.all(
    [first, second, first, second].map(({ manager }) => manager.accessToken(ACME)),
  );
  expect(new Set(tokens).size).toBe(1);
  expect(first.authkit.calls).toHaveLength(1);
});

test('each organization has its own flight, and names itself (R13)', async () => {
  const { manager, platform, authkit } = await createSignedInKeyring();
  platform.time += EXPIRED;
  const both = [ACME, GLOBEX, ACME, GLOBEX].map((organization) => manager.accessToken(organization));
  await Promise.all(both);
  expect(authkit.calls.map(({ organizationId }) => organizationId).sort()).toEqual([ACME.id, GLOBEX.id]);
});

test('a finished flight allows the next one', async () => {
  const { manager, platform, authkit } = await createSignedInKeyring();
  for (let round = 1; round <= 3; round += 1) {
    platform.time += EXPIRED;
    await manager.accessToken(ACME);
    expect(authkit.calls).toHaveLength(round);
  }
  const credentials = authkit.calls.map(({ credential }) => credential);
  expect(new Set(credentials).size).toBe(3);
});

test('while it is in flight, and only then, the session is refreshing', async () => {
  const { manager, platform, authkit, overview, refresher } = await createSignedInKeyring();
  let answerNow = (): void => {};
  authkit.script(
    ACME.id,
    (call) => new Promise((resolve) => (answerNow = () => resolve(authkit.acts(call)))),
  );
  platform.time += EXPIRED;
  const waiting = manager.accessToken(ACME);
  await settle();
  expect((await overview.statusOf(ACME)).session.status).toBe('refreshing');
  expect((await overview.statusOf(GLOBEX)).session.status).toBe('active');
  let isSettled = false;
  const settled = refresher.settled().then(() => {
    isSettled = true;
  });
  await settle();
  expect(isSettled).toBe(false);
  answerNow();
  await Promise.all([waiting, settled]);
  expect((await overview.statusOf(ACME)).session.status).toBe('active');
});
