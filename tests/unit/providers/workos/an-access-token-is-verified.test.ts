import { base64url } from 'jose';
import { describe, expect, test } from 'vitest';
import { readClaims } from '../../../../src/providers/workos/access-token.ts';
import { readClaimsSet } from '../../../../src/providers/workos/claims-set.ts';
import { NO_CLAIMS } from '../../../support/blank-claims.ts';
import { CLAIMS, IAT, ISSUER, ours, signed, verifier } from '../../support/signed-tokens.ts';

test('a valid token gives the user, the organization and the lifetime', async () => {
  expect(await verifier()(await signed())).toEqual({
    subject: 'user_ada',
    sessionId: 'sid_1',
    organizationId: 'org_acme',
    issuedAt: IAT,
    lifetime: 300,
    session: NO_CLAIMS,
  });
  expect(await verifier()(await signed({ org_id: undefined }))).toMatchObject({ organizationId: null });
  expect(await verifier()(await signed({ iss: 'https://api.workos.com' }))).toBeDefined();
});

test('pages may know role, permissions, flags, impersonator and time of the sign-in', async () => {
  const claims = {
    role: 'admin',
    roles: ['admin', 'billing'],
    permissions: ['notes:read'],
    entitlements: ['audit-log'],
    feature_flags: ['new-editor'],
    auth_time: IAT - 60,
    act: { sub: 'support@example.com' },
  };
  expect(await verifier()(await signed(claims))).toMatchObject({
    session: {
      role: 'admin',
      roles: ['admin', 'billing'],
      permissions: ['notes:read'],
      entitlements: ['audit-log'],
      featureFlags: ['new-editor'],
      impersonator: { email: 'support@example.com', reason: null },
      authenticationMethod: null,
      authenticatedAt: (IAT - 60) * 1000,
    },
  });
  expect(await verifier()(await signed({ role: 'member' }))).toMatchObject({
    session: { roles: ['member'] },
  });
  expect(await verifier()(await signed({ role: undefined, act: null, auth_time: 'soon' }))).toMatchObject({
    session: { role: null, roles: [], impersonator: null, authenticatedAt: null },
  });
  expect(await verifier()(await signed({ auth_time: 1e300 }))).toMatchObject({
    session: { authenticatedAt: null },
  });
});

test('R43: a token states when the session at the identity provider expires', async () => {
  expect(await verifier()(await signed({ session_expiry: IAT + 3600 }))).toMatchObject({
    limits: { expiresAt: IAT + 3600, maxAge: null },
  });
  for (const malformed of ['soon', String(IAT), -1, 1e300, IAT * 1000, null, {}, true])
    expect(await verifier()(await signed({ session_expiry: malformed }))).not.toHaveProperty('limits');
});

test('R26: the clock of the device may show another year', async () => {
  for (const iat of [1, IAT, 4_000_000_000])
    expect(await verifier()(await signed({ iat, exp: iat + 2 }))).toMatchObject({ lifetime: 2 });
});

describe('R11: rejected is', () => {
  test.each([
    ['another issuer', { iss: 'https://evil.test' }],
    ['an issuer with something more', { iss: `${ISSUER}/` }],
    ['no issuer', { iss: undefined }],
    ['another client', { client_id: 'client_other' }],
    ['no client', { client_id: undefined }],
    ['no subject', { sub: undefined }],
    ['no session', { sid: undefined }],
    ['a session that is no text', { sid: 7 }],
    ['no end', { exp: undefined }],
    ['no beginning', { iat: undefined }],
    ['an end at its beginning', { exp: IAT }],
    ['an end before its beginning', { exp: IAT - 1 }],
    ['an end that is no number', { exp: 'later' }],
    ['an end in milliseconds', { exp: (IAT + 300) * 1000 }],
    ['an end that no date can express', { exp: 1e300 }],
    ['a beginning that no date can express', { iat: -1e300 }],
    ['a lifetime that overflows', { iat: -1e308, exp: 1e308, nbf: -1e308 }],
    ['an issuer that is no text', { iss: [ISSUER] }],
    ['an issuer that is null', { iss: null }],
    ['a client that is null', { client_id: null }],
    ['a subject that is no text', { sub: 7 }],
    ['a subject that is null', { sub: null }],
    ['a beginning that is no number', { iat: String(IAT) }],
    ['a validity that begins later', { nbf: IAT + 1 }],
    ['a validity whose beginning is no number', { nbf: 'later' }],
    ['a validity whose beginning is null', { nbf: null }],
  ])('%s', async (_what, changes) => {
    expect(await verifier()(await signed(changes))).toBeUndefined();
  });

  test.each(['', 'x', 'a.b.c', '..', 'eyJhbGciOiJSUzI1NiJ9.e30.', 'x'.repeat(65_536)])('%j', async (text) => {
    expect(await verifier()(text)).toBeUndefined();
  });

  test.each([
    ['a list', '[]'],
    ['null', 'null'],
    ['a text', '"x"'],
    ['no JSON', '{'],
    ['an end that overflows', `${JSON.stringify(CLAIMS).slice(0, -1)},"exp":1e999}`],
    ['a beginning that overflows', `${JSON.stringify(CLAIMS).slice(0, -1)},"iat":-1e999}`],
    ['bytes that are no UTF-8', new Uint8Array([0x7b, 0xff, 0x7d])],
  ])('a signed payload that is %s', async (_what, payload) => {
    expect(await verifier()(await signedBytes(payload))).toBeUndefined();
  });

  test('an unencoded payload (RFC 7797)', () => {
    const payload = new TextEncoder().encode(JSON.stringify(CLAIMS));
    expect(readClaimsSet({ payload, protectedHeader: { alg: 'RS256' } })).toMatchObject({ sid: 'sid_1' });
    expect(readClaimsSet({ payload, protectedHeader: { alg: 'RS256', b64: false } })).toBeUndefined();
  });

  test('altered claims under an old signature', async () => {
    const [header, , signature] = (await signed()).split('.');
    const payload = base64url.encode(JSON.stringify({ ...CLAIMS, org_id: 'org_globex' }));
    expect(await verifier()(`${header}.${payload}.${signature}`)).toBeUndefined();
  });
});

test('the organization of a token can be read without verification', async () => {
  expect(readClaims(await signed()).organizationId).toBe('org_acme');
  expect(readClaims(await signed({ org_id: 7 })).organizationId).toBeNull();
});

/** Signs any payload with our key: jose's own classes sign only JSON objects. */
async function signedBytes(payload: string | Uint8Array<ArrayBuffer>): Promise<string> {
  const header = base64url.encode(JSON.stringify({ alg: 'RS256', kid: 'key_1' }));
  const input = `${header}.${base64url.encode(payload)}`;
  const key = (await ours).privateKey;
  const signature = await crypto.subtle.sign('RSASSA-PKCS1-v1_5', key, new TextEncoder().encode(input));
  return `${input}.${base64url.encode(new Uint8Array(signature))}`;
}

test('a payload that the test signs itself is accepted', async () => {
  expect(await verifier()(await signedBytes(JSON.stringify(CLAIMS)))).toMatchObject({ sessionId: 'sid_1' });
});
