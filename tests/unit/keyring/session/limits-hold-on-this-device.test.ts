import { describe, expect, test } from 'vitest';
import { keyringErrorOf } from '../../support/errors.ts';
import { adaIn, FakeAuthKit } from '../../support/fake-authkit.ts';
import { FakePlatform } from '../../support/fake-platform.ts';
import { createSignedInKeyring } from '../../support/keyring.ts';
import { ACME, GLOBEX } from '../../support/people.ts';

const HOUR = 3_600_000;

describe('R43: a session past its inactivity limit', () => {
  const limits = { sessionMaxAge: null, sessionInactivity: 3600 };

  test("ends, after one refresh has shown that AuthKit's clock says so too", async () => {
    const { manager, platform, authkit, store } = await createSignedInKeyring({ limits });
    platform.time += HOUR + 1000;
    expect(await keyringErrorOf(manager.accessToken(ACME))).toMatchObject({
      code: 'authorization_required',
      reason: 'expired',
    });
    expect(authkit.refreshesOf(ACME.id)).toHaveLength(1);
    expect(JSON.stringify(await store.read(ACME.id))).not.toMatch(/access:|refresh:/);
  });

  test('is the only one to end: another that was used stays', async () => {
    const { manager, platform } = await createSignedInKeyring({ limits });
    platform.time += HOUR - 1000;
    await manager.accessToken(GLOBEX);
    platform.time += 2000;
    await keyringErrorOf(manager.accessToken(ACME));
    await manager.accessToken(GLOBEX);
  });

  test('is neither opened nor replaced', async () => {
    const { manager, platform, authkit, active } = await createSignedInKeyring({ limits });
    const { accessToken } = (await active(GLOBEX)).tokens;
    platform.time += HOUR + 1000;
    expect((await manager.open(ACME)).session).toMatchObject({
      status: 'needs-authorization',
      reason: 'expired',
    });
    expect(await keyringErrorOf(manager.replaceRejectedToken(GLOBEX, accessToken))).toMatchObject({
      code: 'authorization_required',
    });
    expect(authkit.calls).toHaveLength(2);
  });

  test('is not shown as active before its next use', async () => {
    const { overview, platform } = await createSignedInKeyring({ limits });
    platform.time += HOUR + 1000;
    for (const { session } of await overview.statuses())
      expect(session).toMatchObject({ status: 'needs-authorization', reason: 'expired' });
  });

  test('is still valid exactly at the limit', async () => {
    const { manager, platform } = await createSignedInKeyring({ limits });
    platform.time += HOUR;
    await manager.accessToken(ACME);
  });
});

test('R43: calls count as activity, for any lifetime of the token', async () => {
  const limits = { sessionMaxAge: null, sessionInactivity: 3600 };
  const platform = new FakePlatform();
  const authkit = Object.assign(new FakeAuthKit(platform), { lifetime: 86_400 });
  const keyring = await createSignedInKeyring({ limits, platform, authkit });
  for (let part = 0; part < 60; part += 1) {
    platform.time += HOUR / 6;
    await keyring.manager.accessToken(ACME);
    await keyring.manager.accessToken(ACME);
    await Promise.all(platform.backgroundWork);
  }
  // At the first call after three quarters of the hour, and at no other.
  expect(keyring.authkit.refreshesOf(ACME.id)).toHaveLength(12);
});

test('R43: no refresh prolongs the absolute lifetime', async () => {
  const limits = { sessionMaxAge: 2 * 3600, sessionInactivity: null };
  const { manager, platform } = await createSignedInKeyring({ limits });
  for (let quarter = 0; quarter < 8; quarter += 1) {
    await manager.accessToken(ACME);
    platform.time += HOUR / 4;
  }
  await manager.accessToken(ACME);
  platform.time += 1000;
  expect(await keyringErrorOf(manager.accessToken(ACME))).toMatchObject({ reason: 'expired' });
});

test('R26, R43: a clock that goes back ends nothing', async () => {
  const limits = { sessionMaxAge: 3600, sessionInactivity: 60 };
  const { manager, platform } = await createSignedInKeyring({ limits });
  platform.time -= 24 * HOUR;
  await manager.accessToken(ACME);
});

test('R43: without limits a session of any age stands', async () => {
  const { manager, platform } = await createSignedInKeyring();
  platform.time += 400 * 24 * HOUR;
  await manager.accessToken(ACME);
});

test('R43: a session that ends here ends at AuthKit as well, unless another shares it', async () => {
  const limits = { sessionMaxAge: null, sessionInactivity: 3600 };
  const { manager, platform, authkit, signIn } = await createSignedInKeyring({ limits });
  await signIn(GLOBEX, adaIn(GLOBEX.id, 'sid_org_acme'));
  await Promise.all(platform.backgroundWork);
  authkit.revoked.length = 0;
  platform.time += HOUR;
  await manager.accessToken(GLOBEX);
  platform.time += 1000;
  await keyringErrorOf(manager.accessToken(ACME));
  await Promise.all(platform.backgroundWork);
  expect(authkit.revoked).toEqual([]);
  platform.time += HOUR;
  await keyringErrorOf(manager.accessToken(GLOBEX));
  await Promise.all(platform.backgroundWork);
  expect(authkit.revoked).toEqual(['sid_org_acme']);
});
