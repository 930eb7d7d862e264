import { describe, expect, test } from 'vitest';
import { keyringErrorOf } from '../../support/errors.ts';
import { SERVER_ERROR } from '../../support/fake-authkit.ts';
import { createKeyring, createSignedInKeyring } from '../../support/keyring.ts';
import { ACME, GLOBEX } from '../../support/people.ts';

describe.each([300, 2])('with a lifetime of %i s', (lifetime) => {
  const signedIn = async () => {
    const keyring = createKeyring();
    keyring.authkit.lifetime = lifetime;
    await keyring.signIn(ACME);
    keyring.authkit.calls.length = 0;
    return keyring;
  };

  test('a fresh token is handed out, and nothing is sent', async () => {
    const { manager, platform, authkit, active } = await signedIn();
    const { accessToken } = (await active(ACME)).tokens;
    platform.time += lifetime * 1000 * 0.7;
    for (let call = 0; call < 100; call += 1) expect(await manager.accessToken(ACME)).toBe(accessToken);
    expect(authkit.calls).toEqual([]);
    expect(platform.backgroundWork).toEqual([]);
  });

  test('inside its window it is handed out, and refreshed in the background', async () => {
    const { manager, platform, authkit, active } = await signedIn();
    const { accessToken } = (await active(ACME)).tokens;
    platform.time += lifetime * 1000 * 0.9;
    expect(await manager.accessToken(ACME)).toBe(accessToken);
    await Promise.all(platform.backgroundWork);
    expect(authkit.calls).toHaveLength(1);
    expect(await manager.accessToken(ACME)).not.toBe(accessToken);
    expect(authkit.calls).toHaveLength(1);
  });

  test('an expired one is never handed out', async () => {
    const { manager, platform, active } = await signedIn();
    const { accessToken } = (await active(ACME)).tokens;
    platform.time += lifetime * 1000;
    expect(await manager.accessToken(ACME)).not.toBe(accessToken);
  });

  test('R31: a token is used until it expires while every refresh fails', async () => {
    const { manager, platform, authkit, active } = await signedIn();
    const { accessToken } = (await active(ACME)).tokens;
    authkit.script(ACME.id, ...Array.from({ length: 100 }, () => SERVER_ERROR));
    platform.time += lifetime * 1000 - 1;
    expect(await manager.accessToken(ACME)).toBe(accessToken);
  });

  test('R31: a token in its window is used while every refresh fails', async () => {
    const { manager, platform, authkit, active } = await signedIn();
    const { accessToken } = (await active(ACME)).tokens;
    authkit.script(ACME.id, ...Array.from({ length: 100 }, () => SERVER_ERROR));
    platform.time += lifetime * 1000 * 0.9;
    expect(await manager.accessToken(ACME)).toBe(accessToken);
    expect(await manager.accessToken(ACME)).toBe(accessToken);
    await platform.advance(30_000);
    await expect(Promise.all(platform.backgroundWork)).resolves.toBeDefined();
  });
});

test.each(['absent', 'signed-out'])(
  'without a session (%s) a sign-in is required, and no request is sent',
  async (reason) => {
    const keyring = reason === 'absent' ? createKeyring() : await createSignedInKeyring();
    if (reason === 'signed-out') await keyring.manager.signOut([ACME.id]);
    expect(await keyringErrorOf(keyring.manager.accessToken(ACME))).toMatchObject({
      code: 'authorization_required',
      organizationSlug: 'acme',
      reason,
    });
    expect(keyring.authkit.calls).toEqual([]);
  },
);

test('a page that opens an organization waits briefly for the refresh of an expired token, and gets its result', async () => {
  const { manager, platform, authkit, active, overview } = await createSignedInKeyring();
  platform.time += 301_000;
  const { session } = await manager.open(ACME);
  expect(session).toMatchObject({ status: 'active', refreshedAt: platform.time });
  expect(authkit.calls).toHaveLength(1);

  authkit.script(GLOBEX.id, ...Array.from({ length: 50 }, () => SERVER_ERROR));
  const opening = manager.open(GLOBEX);
  await platform.advance(250);
  expect((await opening).session.status).toBe('refreshing');
  await platform.advance(25_000);
  expect((await overview.statusOf(GLOBEX)).session.status).toBe('active');
  expect((await active(GLOBEX)).status).toBe('active');
});
