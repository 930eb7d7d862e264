import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { expect, test } from 'vitest';
import { CLIENT_ID, type LocalAuthKit, localAuthKit } from './local-authkit.ts';
import { refresh, signIn } from './oauth-client.ts';

const kit = localAuthKit();

function verify({ origin, now, instance }: LocalAuthKit, accessToken: string) {
  const keys = createRemoteJWKSet(new URL(`${origin}/sso/jwks/${CLIENT_ID}`));
  return jwtVerify(accessToken, keys, {
    issuer: instance.issuer(),
    algorithms: ['RS256'],
    currentDate: new Date(now()),
    requiredClaims: ['sub', 'sid', 'jti', 'client_id', 'auth_time', 'exp', 'iat'],
  });
}

test('signed with a published key', async () => {
  const { accessToken } = await signIn(kit, 'org_acme');
  const { protectedHeader } = await verify(kit, accessToken);
  expect(protectedHeader.alg).toBe('RS256');
});

test('with no audience, and the lifetime of the settings', async () => {
  await kit.control('settings', { accessTokenTtl: 42 });
  const { claims } = await signIn(kit, 'org_acme');
  const iat = Math.floor(kit.now() / 1000);
  expect(claims).toEqual({
    iss: `${kit.origin}/user_management/${CLIENT_ID}`,
    sub: 'user_ada',
    sid: expect.stringMatching(/^session_/),
    jti: expect.any(String),
    client_id: CLIENT_ID,
    auth_time: iat,
    iat,
    exp: iat + 42,
    org_id: 'org_acme',
    role: 'admin',
    roles: ['admin'],
    permissions: expect.arrayContaining(['members:manage']),
    entitlements: [],
    feature_flags: [],
  });
});

test.each([
  'https://api.workos.com',
  `https://api.workos.com/user_management/${CLIENT_ID}`,
  'https://auth.example.com',
])('the issuer can be %s', async (issuer) => {
  await kit.control('settings', { issuer });
  expect(kit.instance.issuer()).toBe(issuer);
  expect((await verify(kit, (await signIn(kit, 'org_acme')).accessToken)).payload.iss).toBe(issuer);
});

test('auth_time is the time of the sign-in, not of the token', async () => {
  const first = await signIn(kit, 'org_acme');
  kit.advance(50);
  const second = await refresh(kit, first.refreshToken);
  expect(second.claims.auth_time).toBe(first.claims.auth_time);
  expect(second.claims.iat).toBe((first.claims.iat ?? 0) + 50);
});

test.each([
  [true, expect.not.stringMatching(/^org_acme$/)],
  ['org_umbrella', 'org_umbrella'],
])('wrongOrganization %s: only the token lies', async (wrongOrganization, expected) => {
  await kit.control('settings', { wrongOrganization });
  const { body, claims } = await signIn(kit, 'org_acme');
  expect([body.organization_id, claims.org_id]).toEqual(['org_acme', expected]);
});

test.each([
  [true, expect.not.stringMatching(/^user_ada$/)],
  ['user_grace', 'user_grace'],
])('wrongSubject %s: only the token lies', async (wrongSubject, expected) => {
  const { refreshToken } = await signIn(kit, 'org_acme');
  await kit.control('settings', { wrongSubject });
  const { body, claims } = await refresh(kit, refreshToken);
  expect(body.user).toMatchObject({ id: 'user_ada' });
  expect(claims.sub).toEqual(expected);
});

test('the key is named in the header', async () => {
  const { accessToken } = await signIn(kit, 'org_acme');
  expect(decodeProtectedHeader(accessToken).kid).toBeTruthy();
});
