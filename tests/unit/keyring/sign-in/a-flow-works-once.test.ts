import { describe, expect, test } from 'vitest';
import { adaIn, FakeAuthKit } from '../../support/fake-authkit.ts';
import { createKeyring } from '../../support/keyring.ts';
import { ACME, GLOBEX } from '../../support/people.ts';

const MINUTE = 60_000;
const UNKNOWN = { type: 'unknown' };

async function begun(returnTo = '/acme/settings') {
  const keyring = createKeyring();
  const callback = keyring.callbackOf(await keyring.begin(ACME, { returnTo }), adaIn(ACME.id));
  return { ...keyring, callback };
}

test('a sign-in ends where it began, with a session', async () => {
  const { manager, callback, active } = await begun();
  expect(await manager.finishSignIn(callback)).toEqual({
    type: 'signed-in',
    returnTo: '/acme/settings',
  });
  expect(await active(ACME)).toMatchObject({ sessionId: 'sid_org_acme', user: { id: 'user_ada' } });
});

test('R16, R17: the second callback of a state sends nothing and changes no session', async () => {
  const { manager, callback, authkit, active } = await begun();
  await manager.finishSignIn(callback);
  const before = await active(ACME);
  callback.searchParams.set('code', authkit.issueCode(adaIn(GLOBEX.id)));
  expect(await manager.finishSignIn(callback)).toEqual({
    type: 'finished-before',
    returnTo: '/acme/settings',
  });
  expect(authkit.calls).toHaveLength(1);
  expect(await active(ACME)).toEqual(before);
});

test('R16: of two callbacks at once one gets the flow, over two workers too', async () => {
  const keyring = await begun();
  const results = await Promise.all(
    [keyring, keyring.restart()].map(({ manager }) => manager.finishSignIn(keyring.callback)),
  );
  expect(results.map(({ type }) => type).sort()).toEqual(['signed-in', 'unknown']);
  expect(keyring.authkit.calls).toHaveLength(1);
});

test('R36: a worker that restarted in between finishes it', async () => {
  const { restart, callback, active } = await begun();
  await restart().manager.finishSignIn(callback);
  expect((await active(ACME)).status).toBe('active');
});

describe('R17: zero token calls', () => {
  test.each([
    ['an unknown state', (url: URL) => url.searchParams.set('state', 'A'.repeat(43))],
    ['no state', (url: URL) => url.searchParams.delete('state')],
    ['two states', (url: URL) => url.searchParams.append('state', 'x')],
    ['a prototype name as state', (url: URL) => url.searchParams.set('state', '__proto__')],
    ['64 KB of state', (url: URL) => url.searchParams.set('state', 'x'.repeat(65_536))],
    ['R18: an issuer that is not ours', (url: URL) => url.searchParams.set('iss', 'https://evil.test')],
    [
      'R18: an issuer that is almost ours',
      (url: URL) => url.searchParams.set('iss', 'https://authkit.test/'),
    ],
    ['code and error', (url: URL) => url.searchParams.set('error', 'access_denied')],
  ])('%s', async (_what, change) => {
    const { manager, callback, authkit, store } = await begun();
    change(callback);
    expect(await manager.finishSignIn(callback)).toEqual(UNKNOWN);
    expect(authkit.calls).toEqual([]);
    expect((await store.read(ACME.id)).status).toBe('absent');
  });

  test('R16: a flow older than ten minutes', async () => {
    const { manager, callback, authkit, platform } = await begun();
    platform.time += 10 * MINUTE + 1;
    expect(await manager.finishSignIn(callback)).toEqual(UNKNOWN);
    expect(authkit.calls).toEqual([]);
  });

  test.each(['https://authkit.test client_other', 'https://other.test client_test'])(
    'R16: a flow started with the provider %s',
    async (other) => {
      const { restart, callback, authkit, platform } = await begun();
      const provider = new FakeAuthKit(platform, other);
      expect(await restart({ authkit: provider }).manager.finishSignIn(callback)).toEqual(UNKNOWN);
      expect([...authkit.calls, ...provider.calls]).toEqual([]);
    },
  );
});

test('R16: ten minutes are not yet too old; R18: our own issuer is welcome', async () => {
  const { manager, callback, platform } = await begun();
  platform.time += 10 * MINUTE;
  callback.searchParams.set('iss', 'https://authkit.test');
  expect(await manager.finishSignIn(callback)).toMatchObject({ type: 'signed-in' });
});

test('R16: two flows that cross end each in its own organization', async () => {
  const { manager, begin, callbackOf, active } = createKeyring();
  const acme = callbackOf(await begin(ACME, { tab: 'a' }), adaIn(ACME.id));
  const globex = callbackOf(await begin(GLOBEX, { tab: 'b' }), adaIn(GLOBEX.id));
  expect(await manager.finishSignIn(globex)).toMatchObject({ returnTo: '/globex/' });
  expect(await manager.finishSignIn(acme)).toMatchObject({ returnTo: '/acme/' });
  expect((await active(ACME)).sessionId).toBe('sid_org_acme');
  expect((await active(GLOBEX)).sessionId).toBe('sid_org_globex');
});
