import { expect, test } from 'vitest';
import { keyringErrorOf } from '../support/errors.ts';
import { FakePlatform } from '../support/fake-platform.ts';
import { createKeyring } from '../support/keyring.ts';
import { createOidcProvider } from '../support/oidc-provider.ts';
import { ACME, ADA } from '../support/people.ts';

/** A keyring over an OpenID Connect provider, with the token endpoint as a function. */
function createOidcKeyring() {
  const platform = new FakePlatform();
  const requests: URLSearchParams[] = [];
  let respond = (): Response => grant(1);
  const grant = (serial: number): Response => {
    const iat = platform.now() / 1000;
    const claims = { iss: 'https://idp.test', sub: ADA.id, sid: 'sid_1', organization: ACME.id, serial };
    return Response.json({
      token_type: 'Bearer',
      access_token: JSON.stringify({ ...claims, iat, exp: iat + 300 }),
      refresh_token: `refresh_${serial}`,
      id_token: JSON.stringify({ sub: ADA.id, email: ADA.email }),
    });
  };
  const fetch: typeof globalThis.fetch = async (request) => {
    if (!(request instanceof Request)) throw new Error('a Request is expected');
    requests.push(new URLSearchParams(await request.text()));
    return respond();
  };
  const keyring = createKeyring({ platform, provider: createOidcProvider(fetch, () => platform.now()) });
  const signIn = async () => {
    const state = new URL(await keyring.begin(ACME)).searchParams.get('state');
    return keyring.manager.finishSignIn(new URL(`https://app.test/auth/callback?state=${state}&code=c`));
  };
  const respondWith = (next: () => Response): void => {
    respond = next;
  };
  return { ...keyring, requests, grant, signIn, respondWith };
}

test('an OpenID Connect provider signs in and refreshes through the same core', async () => {
  const { manager, platform, requests, grant, signIn, respondWith, active } = createOidcKeyring();
  expect(await signIn()).toEqual({ type: 'signed-in', returnTo: '/acme/' });
  expect((await active(ACME)).user).toEqual({ ...ADA, name: null, firstName: null, lastName: null });
  platform.time += 301_000;
  respondWith(() => grant(2));
  const refreshed = await manager.accessToken(ACME);
  expect(JSON.parse(refreshed)).toMatchObject({ serial: 2, organization: ACME.id });
  expect(requests.map((form) => form.get('grant_type'))).toEqual(['authorization_code', 'refresh_token']);
  expect(requests[1]?.get('refresh_token')).toBe('refresh_1');
});

test('its error response ends the session with the same reason', async () => {
  const { manager, platform, signIn, respondWith } = createOidcKeyring();
  await signIn();
  platform.time += 301_000;
  respondWith(() => Response.json({ error: 'invalid_grant' }, { status: 400 }));
  expect(await keyringErrorOf(manager.accessToken(ACME))).toMatchObject({
    code: 'authorization_required',
    reason: 'expired',
  });
});

test('a sign-out needs no revocation endpoint', async () => {
  const { manager, platform, signIn, tables } = createOidcKeyring();
  await signIn();
  expect(await manager.signOut('all')).toBe('https://idp.test/logout');
  await Promise.all(platform.backgroundWork);
  expect(await tables.revocations.entries()).toEqual([]);
});
