import {
  base64url,
  exportJWK,
  exportSPKI,
  generateKeyPair,
  type JWTHeaderParameters,
  UnsecuredJWT,
} from 'jose';
import { describe, expect, test } from 'vitest';
import {
  CLAIMS,
  curve,
  foreign,
  ours,
  POLICY,
  requests,
  sign,
  signed,
  verifier,
} from '../../support/signed-tokens.ts';

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

  test('an unknown critical extension', async () => {
    const [, payload, signature] = (await signed()).split('.');
    const forged = base64url.encode(JSON.stringify({ alg: 'RS256', kid: 'key_1', crit: ['exp'], exp: 1 }));
    expect(await verifier()(`${forged}.${payload}.${signature}`)).toBeUndefined();
  });
});
