// Serves the example app of the project that this file was copied to, and prints its origin.
import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { createApp } from './out/server.js';

const server = createServer();
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const origin = `http://localhost:${server.address().port}`;

const api = new Hono();
api.get('/api/me', (c) => c.json({ authorization: c.req.header('Authorization') ?? null }));
const app = createApp({
  configuration: {
    clientId: 'client_01PACKAGE',
    authKitOrigin: 'https://api.workos.com',
    issuers: ['https://api.workos.com/user_management/client_01PACKAGE'],
    jwksUri: `${origin}/auth/jwks`,
    redirectUri: `${origin}/auth/callback`,
    apis: [{ origin, pathPrefix: '/api' }],
    organizationEndpoint: '/api/orgs/',
    membershipsEndpoint: '/api/me/organizations',
    vault: 'sealed',
    sessionMaxAge: null,
    sessionInactivity: null,
  },
  authKitJwksUri: 'https://api.workos.com/sso/jwks/client_01PACKAGE',
  vaultSecrets: ['0123456789abcdef0123456789abcdef'],
  api,
  outDir: 'dist',
});
server.on('request', getRequestListener(app.fetch));
console.log(`ready ${origin}`);
