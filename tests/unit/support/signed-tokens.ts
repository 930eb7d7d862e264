import { exportJWK, generateKeyPair, type JWTHeaderParameters, SignJWT } from 'jose';
import { createTokenVerifier } from '../../../src/providers/workos/access-token.ts';

export const ISSUER = 'https://api.workos.com/user_management/client_test';
export const POLICY = {
  jwksUri: 'https://app.test/auth/jwks',
  issuers: [ISSUER, 'https://api.workos.com'],
  clientId: 'client_test',
};
export const IAT = 1_700_000_000;
export const CLAIMS = {
  iss: ISSUER,
  client_id: 'client_test',
  sub: 'user_ada',
  sid: 'sid_1',
  org_id: 'org_acme',
  iat: IAT,
  exp: IAT + 300,
};

/** The keys of AuthKit, of another issuer, and one on a curve. */
export const ours = generateKeyPair('RS256', { extractable: true });
export const foreign = generateKeyPair('RS256', { extractable: true });
export const curve = generateKeyPair('ES256', { extractable: true });

type Key = Parameters<SignJWT['sign']>[0];
/** Signs claims under a header of the test's choice. */
export const sign = (claims: object, header: Partial<JWTHeaderParameters>, key: Key): Promise<string> =>
  new SignJWT({ ...claims }).setProtectedHeader({ alg: 'RS256', kid: 'key_1', ...header }).sign(key);
/** An ordinary token of ours, with changes. */
export const signed = async (
  changes: object = {},
  header: Partial<JWTHeaderParameters> = {},
): Promise<string> => sign({ ...CLAIMS, ...changes }, header, (await ours).privateKey);

/** The key set of AuthKit, as JSON. */
export const keySet: Promise<string> = readKeySet();

async function readKeySet(): Promise<string> {
  const jwk = { ...(await exportJWK((await ours).publicKey)), kid: 'key_1', alg: 'RS256', use: 'sig' };
  const ec = { ...(await exportJWK((await curve).publicKey)), kid: 'key_ec', alg: 'ES256', use: 'sig' };
  return JSON.stringify({ keys: [jwk, ec] });
}

/** What was asked of the place of the key set. */
export const requests: Request[] = [];

/** The real verifier, whose key set comes from `respond`. */
export const verifier = (respond = async (): Promise<Response> => new Response(await keySet)) => {
  const { verify } = createTokenVerifier(POLICY, async (input, init) => {
    requests.push(new Request(input, init));
    return respond();
  });
  return (accessToken: string, timeout = 10_000) => verify(accessToken, timeout);
};
