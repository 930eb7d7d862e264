import { describe, expect, test } from 'vitest';
import type { ProviderCapabilities } from '../../../src/keyring/ports/provider.ts';
import { adaIn, FakeAuthKit, NO_ANSWER } from '../support/fake-authkit.ts';
import { FakePlatform } from '../support/fake-platform.ts';
import { createKeyring, createSignedInKeyring, type TestKeyring } from '../support/keyring.ts';
import { ACME, GLOBEX } from '../support/people.ts';

const ALL: ProviderCapabilities = {
  silentReauthorize: true,
  organizationParameter: true,
  organizationInRefresh: true,
  revoke: true,
};

function authkitWithout(capability: keyof ProviderCapabilities): FakeAuthKit {
  const authkit = new FakeAuthKit(new FakePlatform());
  authkit.capabilities = { ...ALL, [capability]: false };
  return authkit;
}

/** A keyring over a provider that lacks one capability. */
function keyringWithout(capability: keyof ProviderCapabilities): TestKeyring {
  const platform = new FakePlatform();
  const authkit = new FakeAuthKit(platform);
  authkit.capabilities = { ...ALL, [capability]: false };
  return createKeyring({ platform, authkit });
}

describe('without `revoke`', () => {
  test('a sign-out plans, keeps and sends no revocation', async () => {
    const keyring = keyringWithout('revoke');
    await keyring.signIn(ACME);
    await keyring.manager.signOut([ACME.id]);
    await Promise.all(keyring.platform.backgroundWork);
    expect((await keyring.store.read(ACME.id)).status).toBe('signed-out');
    expect(await keyring.tables.revocations.entries()).toEqual([]);
    expect(keyring.authkit.revoked).toEqual([]);
  });

  test('a revocation that was kept for an earlier provider is deleted', async () => {
    const before = await createSignedInKeyring();
    before.authkit.canRevoke = false;
    await before.manager.signOut('all');
    await Promise.all(before.platform.backgroundWork);
    expect(await before.tables.revocations.entries()).toHaveLength(2);
    const after = before.restart({ authkit: authkitWithout('revoke') });
    after.revocations.deliver();
    await Promise.all(after.platform.backgroundWork);
    expect(await after.tables.revocations.entries()).toEqual([]);
    expect(after.authkit.revoked).toEqual([]);
  });
});

describe('without `silentReauthorize`', () => {
  test('several organizations are not signed in to in one navigation', async () => {
    const keyring = keyringWithout('silentReauthorize');
    const url = await keyring.begin(ACME, { following: [GLOBEX] });
    expect((await keyring.storedFlow(url)).queue).toEqual([]);
    const result = await keyring.manager.finishSignIn(keyring.callbackOf(url, adaIn(ACME.id)));
    expect(result).toEqual({ type: 'signed-in', returnTo: '/acme/' });
  });

  test('a chain that an earlier version stored ends after its first sign-in', async () => {
    const keyring = createKeyring();
    const url = await keyring.begin(ACME, { following: [GLOBEX] });
    keyring.authkit.capabilities = { ...ALL, silentReauthorize: false };
    const result = await keyring.manager.finishSignIn(keyring.callbackOf(url, adaIn(ACME.id)));
    expect(result.type).toBe('signed-in');
  });

  test('an interrupted sign-in is not repeated automatically: the page shows a reason', async () => {
    for (const [silentReauthorize, type, status] of [
      [true, 'interrupted', 'absent'],
      [false, 'failed', 'needs-authorization'],
    ] as const) {
      const keyring = createKeyring();
      keyring.authkit.capabilities = { ...ALL, silentReauthorize };
      const url = await keyring.begin(ACME);
      keyring.authkit.script('code', NO_ANSWER);
      const finishing = keyring.manager.finishSignIn(keyring.callbackOf(url, adaIn(ACME.id)));
      await keyring.platform.advance(2_000);
      expect((await finishing).type).toBe(type);
      expect((await keyring.store.read(ACME.id)).status).toBe(status);
    }
  });
});

describe('without `organizationParameter`', () => {
  test('neither request names an organization', async () => {
    const keyring = keyringWithout('organizationParameter');
    const url = await keyring.begin(ACME);
    expect(keyring.authkit.flowOf(url).organizationId).toBeNull();
    await keyring.manager.finishSignIn(keyring.callbackOf(url, adaIn(ACME.id)));
    keyring.platform.time += 301_000;
    await keyring.manager.accessToken(ACME);
    expect(keyring.authkit.calls.map(({ organizationId }) => organizationId)).toEqual([null, null]);
  });

  test('the returned organization decides which session a sign-in is for', async () => {
    const keyring = keyringWithout('organizationParameter');
    const result = await keyring.signIn(ACME, adaIn(GLOBEX.id));
    expect(result).toEqual({ type: 'signed-in', returnTo: '/' });
    expect((await keyring.store.read(ACME.id)).status).toBe('absent');
    expect((await keyring.store.read(GLOBEX.id)).status).toBe('active');
  });

  test('a refresh that returns another organization is refused', async () => {
    const keyring = keyringWithout('organizationParameter');
    await keyring.signIn(ACME);
    keyring.platform.time += 301_000;
    const foreign = () => keyring.authkit.grant(adaIn(GLOBEX.id));
    keyring.authkit.script('none', foreign, foreign);
    const token = keyring.manager.accessToken(ACME).catch((error: unknown) => error);
    await keyring.platform.advance(2_000);
    expect(await token).toMatchObject({ code: 'authorization_required', reason: 'wrong_organization' });
    expect((await keyring.store.read(GLOBEX.id)).status).toBe('absent');
  });
});
