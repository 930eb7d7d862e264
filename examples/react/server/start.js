// Serves the built app, its API and the keyring: what your own server does in production.
import { readFile } from 'node:fs/promises';
import { serve } from '@hono/node-server';
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono } from 'hono';
import { createKeyringHost } from 'org-keyring/server'; // keyring
import { keyringMiddleware } from 'org-keyring/server/hono'; // keyring
import { createApi } from './api.js';

const { PORT = '3000', WORKOS_CLIENT_ID: clientId = 'client_local' } = process.env;
const {
  ORIGIN: origin = `http://localhost:${PORT}`,
  WORKOS_ORIGIN: workosOrigin = 'https://api.workos.com',
} = process.env;

// #region keyring
const host = createKeyringHost({
  configuration: {
    clientId,
    authKitOrigin: workosOrigin,
    issuers: [`${workosOrigin}/user_management/${clientId}`],
    jwksUri: `${origin}/auth/jwks`,
    redirectUri: `${origin}/auth/callback`,
    apis: [{ origin, pathPrefix: '/api' }],
    organizationEndpoint: '/api/orgs/',
    membershipsEndpoint: '/api/me/organizations',
    vault: 'sealed',
    sessionMaxAge: null,
    sessionInactivity: null,
    binding: 'explicit',
  },
  authKitJwksUri: `${workosOrigin}/sso/jwks/${clientId}`,
  vaultSecrets: [process.env.VAULT_SECRET ?? ''],
  readWorkerScript: () => readFile('dist/sw.js', 'utf8'),
});
// #endregion keyring

const app = new Hono();
app.use(keyringMiddleware(host)); // keyring
app.route('/', createApi({ workosOrigin, clientId }));
app.use('*', serveStatic({ root: 'dist' }));
app.get('*', async (c) => c.html(await readFile('dist/index.html', 'utf8')));

serve({ fetch: app.fetch, port: Number(PORT), hostname: '127.0.0.1' }, () => console.log(`ready ${origin}`));
