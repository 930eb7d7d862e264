import {
  base64url,
  exportJWK,
  exportSPKI,
  generateKeyPair,
  type JWTHeaderParameters,
  SignJWT,
  UnsecuredJWT,
} from 'jose';
import { beforeAll, describe, expect, test } from 'vitest';
import { createAccessTokenVerifier, organizationIdOf } from '../../../src/keyring/oauth/access-token.ts';
import { keyringErrorOf } from '../support/errors.ts';

const ISSUER = 'https://api.workos.com/user_management/client_test';
const POLICY = {
  jwksUri: 'https://app.test/auth/jwks',
  issuers: [ISSUER, 'https://api.workos.com'],
  clientId: 'client_test',
};
const IAT = 1_700_000_000;
const CLAIMS = {
  iss: ISSUER,
  client_id: 'client_test',
  sub: 'user_ada',
  sid: 'sid_1',
  org_id: 'org_acme',
  iat: IAT,
  exp: IAT + 300,
};

const ours = generateKeyPair('RS256', { extractable: true });
const foreign = generateKeyPair('RS256', { extractable: true });
const curve = generateKeyPair('ES256', { extractable: true });

type Key = Parameters<SignJWT['sign']>[0];
const sign = (claims: object, header: Partial<JWTHeaderParameters>, key: Key): Promise<string> =>
  new SignJWT({ ...claims }).setProtectedHeader({ alg: 'RS256', kid: 'key_1', ...header }).sign(key);
const signed = async (changes: object = {}, header: Partial<JWTHeaderParameters> = {}): Promise<string> =>
  sign({ ...CLAIMS, ...changes }, header, (await ours).privateKey);

let keySet: string;
const requests: Request[] = [];
const verifier = (respond: () => Response | Promise<Response> = () => new Response(keySet)) =>
  createAccessTokenVerifier(POLICY, async (input, init) => {
    requests.push(new Request(input, init));
    return respond();
  });

beforeAll(async () => {
  const jwk = { ...(await exportJWK((await ours).publicKey)), kid: 'key_1', alg: 'RS256', use: 'sig' };
  const ec = { ...(await exportJWK((await curve).publicKey)), kid: 'key_ec', alg: 'ES256', use: 'sig' };
  keySet = JSON.stringify({ keys: [jwk, ec] });
});

test('a token of ours says who, where and for how long', async () => {
  expect(await verifier()(await signed())).toEqual({
    subject: 'user_ada',
    sessionId: 'sid_1',
    organizationId: 'org_acme',
    lifetime: 300,
  });
  expect(await verifier()(await signed({ org_id: undefined }))).toMatchObject({ organizationId: null });
  expect(await verifier()(await signed({ iss: 'https://api.workos.com' }))).toBeDefined();
});

test('R26: the device may believe that it is another year', async () => {
  for (const iat of [1, IAT, 4_000_000_000])
    expect(await verifier()(await signed({ iat, exp: iat + 2 }))).toMatchObject({ lifetime: 2 });
});

describe('R11: not ours is', () => {
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
  ])('%s', async (_what, changes) => {
    expect(await verifier()(await signed(changes))).toBeUndefined();
  });

  test.each(['', 'x', 'a.b.c', '..', 'eyJhbGciOiJSUzI1NiJ9.e30.', 'x'.repeat(65_536)])('%j', async (text) => {
    expect(await verifier()(text)).toBeUndefined();
  });

  test('altered claims under an old signature', async () => {
    const [header, , signature] = (await signed()).split('.');
    const payload = base64url.encode(JSON.stringify({ ...CLAIMS, org_id: 'org_globex' }));
    expect(await verifier()(`${header}.${payload}.${signature}`)).toBeUndefined();
  });
});

describe('R24: an algorithm or key of the attacker', () => {
  test('none', async () => {
    expect(await verifier()(new UnsecuredJWT(CLAIMS).encode())).toBeUndefined();
  });

  test('HS256 with the public key as secret', async () => {
    const secret = new TextEncoder().encode(await exportSPKI((await ours).publicKey));
    expect(await verifier()(await sign(CLAIMS, { alg: 'HS256' }, secret))).toBeUndefined();
  });

  test('RS512', async () => {
    const { privateKey } = await generateKeyPair('RS512', { extractable: true });
    expect(await verifier()(await sign(CLAIMS, { alg: 'RS512' }, privateKey))).toBeUndefined();
  });

  test('ES256, though its key is in the set', async () => {
    expect(
      await verifier()(await sign(CLAIMS, { alg: 'ES256', kid: 'key_ec' }, (await curve).privateKey)),
    ).toBeUndefined();
  });

  test('a foreign key under our kid', async () => {
    expect(await verifier()(await sign(CLAIMS, {}, (await foreign).privateKey))).toBeUndefined();
  });

  test('jwk, jku, x5u and x5c in the header are not followed', async () => {
    const { privateKey, publicKey } = await foreign;
    const jwk = await exportJWK(publicKey);
    requests.length = 0;
    for (const header of [
      { jwk },
      { jku: 'https://evil.test/jwks' },
      { x5u: 'https://evil.test/x5u' },
      { x5c: ['AAAA'] },
    ]) {
      expect(
        await verifier()(await sign(CLAIMS, header as Partial<JWTHeaderParameters>, privateKey)),
      ).toBeUndefined();
    }
    expect(new Set(requests.map(({ url }) => url))).toEqual(new Set([POLICY.jwksUri]));
  });

  test('a critical extension that nobody here knows', async () => {
    const [, payload, signature] = (await signed()).split('.');
    const forged = base64url.encode(JSON.stringify({ alg: 'RS256', kid: 'key_1', crit: ['exp'], exp: 1 }));
    expect(await verifier()(`${forged}.${payload}.${signature}`)).toBeUndefined();
  });
});

describe('the key set', () => {
  test('is asked for without cookies, and follows no redirect', async () => {
    requests.length = 0;
    await verifier()(await signed());
    expect(requests).toMatchObject([
      { url: POLICY.jwksUri, credentials: 'omit', redirect: 'error', method: 'GET' },
    ]);
  });

  test.each([
    ['the network', () => Promise.reject(new TypeError('failed to fetch'))],
    ['503', () => new Response('', { status: 503 })],
    ['404', () => new Response(keySet, { status: 404 })],
    ['more than 256 KB (R27)', () => new Response(`${keySet}${' '.repeat(256 * 1024)}`)],
  ])('that cannot be had (%s) says nothing against a token', async (_why, respond) => {
    expect(await keyringErrorOf(verifier(respond)(await signed()))).toMatchObject({
      code: 'temporarily_unavailable',
    });
  });
});

test('the organization that a token names can be read without judging it', async () => {
  expect(organizationIdOf(await signed())).toBe('org_acme');
  expect(organizationIdOf(await signed({ org_id: 7 }))).toBeNull();
});
