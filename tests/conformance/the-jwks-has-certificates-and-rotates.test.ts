import { createHash, createPublicKey, X509Certificate } from 'node:crypto';
import { createLocalJWKSet, decodeProtectedHeader, type JSONWebKeySet, jwtVerify } from 'jose';
import { expect, test } from 'vitest';
import { CLIENT_ID, localAuthKit } from './local-authkit.ts';
import { signIn } from './oauth-client.ts';
import { expectDocumentedJson } from './openapi.ts';

const kit = localAuthKit();

async function jwks(): Promise<JSONWebKeySet> {
  const response = await fetch(`${kit.origin}/sso/jwks/${CLIENT_ID}`);
  const body = await response.json();
  expectDocumentedJson('jwks', response.status, body);
  return body;
}

const kidOf = async () => decodeProtectedHeader((await signIn(kit, 'org_acme')).accessToken).kid;
const kids = async () => (await jwks()).keys.map(({ kid }) => kid);

test('the certificate is a valid self-signed one for the same key', async () => {
  for (const key of (await jwks()).keys) {
    const certificate = new X509Certificate(Buffer.from(key.x5c?.[0] ?? '', 'base64'));
    const publicKey = createPublicKey({ key: { kty: 'RSA', n: key.n ?? '', e: key.e ?? '' }, format: 'jwk' });
    expect(certificate.verify(publicKey)).toBe(true);
    expect(certificate.publicKey.equals(publicKey)).toBe(true);
    expect(certificate.subject).toBe('CN=Local AuthKit');
    expect(certificate.issuer).toBe(certificate.subject);
    expect(Date.parse(certificate.validFrom)).toBeLessThanOrEqual(Date.now());
    expect(Date.parse(certificate.validTo)).toBeGreaterThan(Date.now());
    expect(key['x5t#S256']).toBe(createHash('sha256').update(certificate.raw).digest('base64url'));
  }
});

test('a rotation signs with a new key, and the old tokens still verify', async () => {
  const old = (await signIn(kit, 'org_acme')).accessToken;
  await kit.control('settings', { rotateKeys: true });
  const newKid = await kidOf();
  expect(newKid).not.toBe(decodeProtectedHeader(old).kid);
  expect(await kids()).toEqual([newKid, decodeProtectedHeader(old).kid]);
  await jwtVerify(old, createLocalJWKSet(await jwks()), { currentDate: new Date(kit.now()) });
});

test('two rotations later the first key is gone', async () => {
  const old = await kidOf();
  await kit.control('settings', { rotateKeys: true });
  await kit.control('settings', { rotateKeys: true });
  expect(await kids()).not.toContain(old);
});

test('a reset keeps the keys', async () => {
  const before = await kids();
  await kit.control('reset');
  expect(await kids()).toEqual(before);
});

test('an unknown client has no keys', async () => {
  const response = await fetch(`${kit.origin}/sso/jwks/client_other`);
  expect(response.status).toBe(404);
  expectDocumentedJson('jwks', 404, await response.json());
});
