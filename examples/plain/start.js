// Serves the built app with a local AuthKit. In production the settings are those of your WorkOS environment.
import { randomBytes } from 'node:crypto';
import { serve } from '@hono/node-server';
import { startLocalAuthKit } from 'org-keyring/testing';
import { createApi } from './api.js';
import { createApp } from './server.js';

const { PORT = '3000' } = process.env;
const origin = `http://localhost:${PORT}`;
const { configuration, authKitJwksUri } = await startLocalAuthKit({ appOrigins: [origin] });
const [issuer = ''] = configuration.issuers;

const app = createApp({
  configuration: {
    ...configuration,
    jwksUri: `${origin}/auth/jwks`,
    redirectUri: `${origin}/auth/callback`,
    apis: [{ origin, pathPrefix: '/api' }],
    vault: 'sealed',
    sessionMaxAge: null,
    sessionInactivity: null,
  },
  authKitJwksUri,
  // A new secret at each start: users sign in again. Keep yours.
  vaultSecrets: [randomBytes(32).toString('base64url')],
  api: createApi({ jwksUri: authKitJwksUri, issuer }),
  outDir: 'dist',
});
serve({ fetch: app.fetch, port: Number(PORT), hostname: '127.0.0.1' }, () =>
  console.log(`ready ${origin}/acme/`),
);
