// Stands in for your API. It accepts WorkOS access tokens and knows nothing of the keyring.
import { Hono } from 'hono';
import { createRemoteJWKSet, jwtVerify } from 'jose';

/** @type {Readonly<Record<string, string>>} */
const NAMES = {
  user_ada: 'Ada',
  user_grace: 'Grace',
  org_acme: 'Acme',
  org_globex: 'Globex',
  org_umbrella: 'Umbrella',
};

/** @param {{ jwksUri: string, issuer: string }} authKit */
export function createApi({ jwksUri, issuer }) {
  const keySet = createRemoteJWKSet(new URL(jwksUri));
  const api = new Hono();
  api.get('/api/me', async (c) => {
    const token = c.req.header('Authorization')?.replace('Bearer ', '') ?? '';
    const verified = await jwtVerify(token, keySet, { algorithms: ['RS256'], issuer }).catch(() => undefined);
    if (verified === undefined)
      return c.json({ message: 'The access token is invalid.' }, 401, {
        'WWW-Authenticate': 'Bearer error="invalid_token"',
      });
    /** @param {unknown} id */
    const nameOf = (id) => NAMES[String(id)] ?? String(id);
    const { sub, org_id } = verified.payload;
    return c.json({ user: { name: nameOf(sub) }, organization: { name: nameOf(org_id) } });
  });
  return api;
}
