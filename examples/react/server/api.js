// Stands in for the API of your app. It accepts WorkOS access tokens and knows nothing of the keyring.
import { Hono } from 'hono';
import { createRemoteJWKSet, errors, jwtVerify } from 'jose';

/** @typedef {{ id: string, text: string }} Note */

const ORGANIZATIONS = [
  { id: 'org_acme', slug: 'acme', name: 'Acme' },
  { id: 'org_globex', slug: 'globex', name: 'Globex' },
];

/** @param {{ workosOrigin: string, clientId: string }} settings */
export function createApi({ workosOrigin, clientId }) {
  const keySet = createRemoteJWKSet(new URL(`${workosOrigin}/sso/jwks/${clientId}`));
  const rules = { algorithms: ['RS256'], issuer: `${workosOrigin}/user_management/${clientId}` };
  /** @type {Map<string, Note[]>} */
  const notes = new Map(ORGANIZATIONS.map(({ id, name }) => [id, [{ id: '1', text: `A note of ${name}` }]]));
  const app = new Hono();

  app.get('/api/orgs/:key', (c) => {
    const key = c.req.param('key');
    const found = ORGANIZATIONS.find(({ id, slug }) => key === id || key === slug);
    return found === undefined ? c.json({ message: 'Not Found' }, 404) : c.json(found);
  });
  app.get('/pictures/:slug', (c) => {
    const letter = c.req
      .param('slug')
      .slice(0, 1)
      .replace(/[^a-z]/, '')
      .toUpperCase();
    const picture = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><text x="3" y="13">${letter}</text></svg>`;
    return c.body(picture, 200, { 'Content-Type': 'image/svg+xml' });
  });

  /** @type {Hono<{ Variables: { organizationId: string } }>} */
  const signedIn = new Hono();
  signedIn.use(async (c, next) => {
    const token = c.req.header('Authorization')?.replace('Bearer ', '') ?? '';
    const verified = await jwtVerify(token, keySet, rules).catch((error) => {
      // A key set that cannot be read says nothing against the token.
      const isOfKeySet = /^ERR_(?:JOSE_GENERIC|JWKS_(?:TIMEOUT|INVALID))$/.test(error.code);
      if (error instanceof errors.JOSEError && !isOfKeySet) return undefined;
      throw error;
    });
    // WorkOS sends no `aud`. `client_id` names the app.
    if (verified?.payload.client_id !== clientId)
      return c.json({ message: 'The access token is invalid.' }, 401, {
        'WWW-Authenticate': 'Bearer error="invalid_token"',
      });
    c.set('organizationId', String(verified.payload.org_id));
    return next();
  });
  signedIn.get('/me/organizations', (c) => c.json(ORGANIZATIONS));
  signedIn.get('/notes', (c) => c.json(notes.get(c.get('organizationId')) ?? []));
  signedIn.post('/notes', async (c) => {
    const { text } = await c.req.json();
    const note = { id: crypto.randomUUID(), text: String(text) };
    notes.get(c.get('organizationId'))?.push(note);
    return c.json(note, 201);
  });
  app.route('/api', signedIn);
  return app;
}
