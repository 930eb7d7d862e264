import { describe, expect, test } from 'vitest';
import { keyringErrorOf } from '../../support/errors.ts';
import { INVALID_GRANT, SERVER_ERROR } from '../../support/fake-authkit.ts';
import { createKeyring, createSignedInKeyring } from '../../support/keyring.ts';
import { ACME, GLOBEX } from '../../support/people.ts';

describe('field report 16: a page forces a refresh', () => {
  test('and the next call has the new token, although the old one was fresh', async () => {
    const { manager, active } = await createSignedInKeyring();
    const { accessToken } = (await active(ACME)).tokens;
    expect((await manager.refreshSession(ACME)).session).toMatchObject({ status: 'active' });
    expect((await active(ACME)).tokens.accessToken).not.toBe(accessToken);
    expect(await manager.accessToken(ACME)).toBe((await active(ACME)).tokens.accessToken);
  });

  test('twenty at once are one refresh', async () => {
    const { manager, authkit } = await createSignedInKeyring();
    await Promise.all(Array.from({ length: 20 }, () => manager.refreshSession(ACME)));
    expect(authkit.refreshesOf(ACME.id)).toHaveLength(1);
  });

  test('three times a minute for each organization; a fourth gets a Retry-After', async () => {
    const { manager, authkit, platform, restart } = await createSignedInKeyring();
    for (let time = 0; time < 3; time += 1) {
      await manager.refreshSession(ACME);
      platform.time += 1_000;
    }
    expect(await keyringErrorOf(manager.refreshSession(ACME))).toMatchObject({
      code: 'temporarily_unavailable',
      retryAfter: 57,
    });
    expect(await keyringErrorOf(restart().manager.refreshSession(ACME))).toMatchObject({ retryAfter: 57 });
    await manager.refreshSession(GLOBEX);
    expect(authkit.refreshesOf(ACME.id)).toHaveLength(3);
    platform.time += 57_000;
    await manager.refreshSession(ACME);
    expect(authkit.refreshesOf(ACME.id)).toHaveLength(4);
  });

  test('and the last requests of AuthKit’s limit are reserved for waiting users', async () => {
    const { manager, authkit, platform } = await createSignedInKeyring();
    platform.time += 301_000;
    for (let time = 0; time < 8; time += 1) {
      await manager.accessToken(GLOBEX);
      platform.time += 301;
      await manager.replaceRejectedToken(GLOBEX, await manager.accessToken(GLOBEX));
    }
    authkit.calls.length = 0;
    expect(await keyringErrorOf(manager.refreshSession(ACME))).toMatchObject({
      code: 'temporarily_unavailable',
      retryAfter: expect.any(Number),
    });
    expect(authkit.calls).toEqual([]);
  });

  test('and learns that AuthKit has ended the session', async () => {
    const { manager, authkit } = await createSignedInKeyring();
    authkit.script(ACME.id, INVALID_GRANT);
    expect((await manager.refreshSession(ACME)).session).toMatchObject({
      status: 'needs-authorization',
      reason: 'expired',
    });
  });

  test('and gets an error if AuthKit fails; the session is kept', async () => {
    const { manager, authkit, platform, active } = await createSignedInKeyring();
    authkit.script(ACME.id, ...Array.from({ length: 30 }, () => SERVER_ERROR));
    const failed = keyringErrorOf(manager.refreshSession(ACME));
    await platform.advance(20_000);
    expect(await failed).toMatchObject({ code: 'temporarily_unavailable', retryAfter: expect.any(Number) });
    await active(ACME);
  });

  test.each(['absent', 'signed-out'])(
    'without a session (%s) it is an error without a request',
    async (reason) => {
      const keyring = reason === 'absent' ? createKeyring() : await createSignedInKeyring();
      if (reason === 'signed-out') await keyring.manager.signOut([ACME.id]);
      expect(await keyringErrorOf(keyring.manager.refreshSession(ACME))).toMatchObject({
        code: 'authorization_required',
        organizationSlug: 'acme',
        reason,
      });
      expect(keyring.authkit.calls).toEqual([]);
    },
  );
});
