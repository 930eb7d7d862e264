import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { createApi, createMemoryStorage } from '../../dev/api/index.ts';
import { keyringMiddleware } from '../../server/hono.ts';
import { createKeyringHost } from '../../server/keyring-host.ts';
import { createServerMetrics } from '../../server/observe/server-metrics.ts';

// The example API and a document, with the keyring's middleware or without it. `bench/load.mjs` bundles and starts it.
const { JWKS_URI = '', ISSUER = '', CLIENT_ID = '', HAS_KEYRING } = process.env;
const origin = 'https://app.example.com';
const organization = { id: 'org_0', slug: 'acme', name: 'Acme' };
const api = createApi({
  jwksUri: JWKS_URI,
  issuer: ISSUER,
  clientId: CLIENT_ID,
  storage: createMemoryStorage(),
  directory: {
    organizationBySlug: async () => organization,
    organizationById: async () => organization,
    organizationsOf: async () => [organization],
    user: async (id) => ({ id, email: null, name: null }),
  },
});
const app = new Hono();
if (HAS_KEYRING === '1') {
  const host = createKeyringHost({
    configuration: {
      clientId: CLIENT_ID,
      authKitOrigin: 'https://api.workos.com',
      issuers: [ISSUER],
      jwksUri: `${origin}/auth/jwks`,
      redirectUri: `${origin}/auth/callback`,
      apis: [{ origin, pathPrefix: '/api' }],
      organizationEndpoint: '/api/orgs/',
      membershipsEndpoint: '/api/me/organizations',
      vault: 'sealed',
      sessionMaxAge: null,
      sessionInactivity: null,
    },
    readWorkerScript: async () => '',
    authKitJwksUri: JWKS_URI,
    vaultSecrets: ['a secret for the load run, which is no secret at all'],
    observe: createServerMetrics().observe,
  });
  app.use(keyringMiddleware(host));
}
app.route('/', api);
app.get('*', (c) => c.html('<!doctype html><title>App</title>'));

// Longer than the run, ms: a server that closes an idle connection can meet the next request on it.
const keepAliveTimeout = 600_000;
const listener = getRequestListener(app.fetch, { overrideGlobalObjects: false });
const server = createServer({ keepAliveTimeout }, listener);
server.listen(0, '127.0.0.1', () => process.send?.({ address: server.address() }));
process.on('message', () => {
  // Started with --expose-gc: what remains after a collection is what the server keeps.
  (globalThis as { gc?: () => void }).gc?.();
  process.send?.({ heap: process.memoryUsage().heapUsed });
});
process.on('disconnect', () => process.exit(0));
