import { createPublicKey } from 'node:crypto';
import { generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { claims, createKey, type RunningApi, startApi, type TokenChanges } from './support.ts';

let running: RunningApi;
beforeAll(async () => {
  running = await startApi();
});
afterAll(() => running.stop());

/** `/api/me` also accepts a token without an organization. */
const PATHS = ['/api/notes', '/api/me'] as const;

async function expectRefusal(
  authorization: string | undefined,
  paths: readonly string[] = PATHS,
): Promise<void> {
  for (const path of paths) await expectRefusalAt(path, authorization);
}

async function expectRefusalAt(path: string, authorization: string | undefined): Promise<void> {
  const headers = authorization === undefined ? {} : { Authorization: authorization };
  const response = await running.api.request(path, { headers });
  expect(response.status).toBe(401);
  expect(response.headers.get('WWW-Authenticate')).toBe('Bearer error="invalid_token"');
  expect(response.headers.get('Content-Type')).toBe('application/problem+json');
  expect(response.headers.get('Cache-Control')).toBe('no-store');
  expect(await response.json()).toMatchObject({ status: 401, code: 'invalid_token' });
}

test('an ordinary token is accepted, with the scheme in any case', async () => {
  const token = await running.sign();
  for (const scheme of ['Bearer', 'bearer', 'BEARER']) {
    const response = await running.api.request('/api/me', {
      headers: { Authorization: `${scheme} ${token}` },
    });
    expect(response.status).toBe(200);
  }
});

test('any of several issuers is accepted', async () => {
  const other = await startApi({ issuer: ['https://a.test', 'https://b.test'] });
  expect((await other.call('/api/me', {}, { iss: 'https://b.test' })).status).toBe(200);
  expect((await other.call('/api/me', {}, { iss: 'https://c.test' })).status).toBe(401);
  await other.stop();
});

test.each([
  undefined,
  '',
  'Bearer',
  'Bearer ',
  'Bearer x y',
  'Bearer not.a.token',
  'Basic YTpi',
  'Bearer ..',
])('credentials %j are refused', (credentials) => expectRefusal(credentials));

const PAST = Math.floor(Date.now() / 1000) - 1;
test.each<[string, TokenChanges]>([
  ['an expired token', { exp: PAST }],
  ['a token without an end', { exp: undefined }],
  ['a token that is not valid yet', { nbf: PAST + 600 }],
  ['a token of another issuer', { iss: 'https://evil.test' }],
  ['a token without an issuer', { iss: undefined }],
  ['a token of another client', { client_id: 'client_other' }],
  ['a token without a client', { client_id: undefined }],
  ['a token with an organization that is not a string', { org_id: { id: 'org_acme' } }],
  ['a token without a subject', { sub: undefined }],
  ['a token with an empty subject', { sub: '' }],
  ['a token without a session', { sid: undefined }],
])('%s is refused', async (_name, changes) => {
  await expectRefusal(`Bearer ${await running.sign(changes)}`);
});

test('a token without an organization is refused where data of organizations is', async () => {
  await expectRefusal(`Bearer ${await running.sign({ org_id: undefined })}`, ['/api/notes']);
});

test('a token without a signature is refused', async () => {
  await expectRefusal(`Bearer ${new UnsecuredJWT(claims()).encode()}`);
});

test('a public key used as an HMAC secret is refused', async () => {
  const pem = createPublicKey({ key: { ...running.key.jwk }, format: 'jwk' }).export({
    type: 'spki',
    format: 'pem',
  });
  const secret = new TextEncoder().encode(String(pem));
  const token = await new SignJWT(claims()).setProtectedHeader({ alg: 'HS256', kid: 'key_1' }).sign(secret);
  await expectRefusal(`Bearer ${token}`);
});

test('another RSA algorithm is refused', async () => {
  const { privateKey } = await generateKeyPair('RS512');
  const token = await new SignJWT(claims())
    .setProtectedHeader({ alg: 'RS512', kid: 'key_1' })
    .sign(privateKey);
  await expectRefusal(`Bearer ${token}`);
});

test('a foreign key under a known id is refused', async () => {
  const foreign = await createKey('key_1');
  await expectRefusal(`Bearer ${await running.sign({}, foreign)}`);
});

test('a key that the token brings along is ignored', async () => {
  const foreign = await createKey('key_1');
  const token = await new SignJWT(claims())
    .setProtectedHeader({ alg: 'RS256', kid: 'key_1', jwk: foreign.jwk, jku: 'https://evil.test/jwks' })
    .sign(foreign.privateKey);
  await expectRefusal(`Bearer ${token}`);
});

test('a changed payload is refused', async () => {
  const [header, , signature] = (await running.sign()).split('.');
  const payload = Buffer.from(JSON.stringify(claims({ org_id: 'org_globex' }))).toString('base64url');
  await expectRefusal(`Bearer ${header}.${payload}.${signature}`);
});

test('a token in the URL or in the body is not looked at', async () => {
  const token = await running.sign();
  expect((await running.api.request(`/api/me?access_token=${token}`)).status).toBe(401);
  const form = { method: 'POST', body: new URLSearchParams({ access_token: token }) };
  expect((await running.api.request('/api/echo', form)).status).toBe(401);
});

test.each([
  ['GET', '/api/me'],
  ['GET', '/api/me/organizations'],
  ['GET', '/api/notes'],
  ['POST', '/api/notes'],
  ['GET', '/api/notes/stream'],
  ['POST', '/api/echo'],
  ['GET', '/api/cached'],
  ['GET', '/api/redirect?to=/&status=302'],
  ['POST', '/api/redirect?to=/&status=307'],
])('%s %s needs a token', async (method, path) => {
  const response = await running.api.request(path, { method });
  expect(response.status).toBe(401);
  expect(response.headers.get('WWW-Authenticate')).toBe('Bearer error="invalid_token"');
});
