import { readFile } from 'node:fs/promises';
import { Hono } from 'hono';
import { listenOnLoopback } from '../../dev/listen-on-loopback.ts';
import { keyringMiddleware } from '../../server/hono.ts';
import { createKeyringHost } from '../../server/keyring-host.ts';
import { PATHS_UNDER_APP } from './build-under-app.ts';
import { findFreePorts } from './free-ports.ts';
import { VAULT_SECRET } from './vault.ts';
import type { VaultPlace } from './vault-place.ts';

/** The attacker's script on a host that serves what users upload, as JavaScript, and before the keyring's rules. */
export const UPLOADED_PATH = '/uploads/evil.js';

/** A host that breaks the one rule that the server half cannot enforce. @returns its origin, and how to stop it */
export async function startCarelessHost(
  uploaded: string,
  place: VaultPlace,
): Promise<{ readonly origin: string; readonly asked: readonly string[]; stop(): Promise<void> }> {
  const port = await findFreePorts();
  const origin = `http://localhost:${port}`;
  const asked: string[] = [];
  const app = new Hono();
  app.use(place.script, async (c, next) => {
    await next();
    const sent = ['Sec-Fetch-Dest', 'Sec-Fetch-Mode', 'Service-Worker'].map((name) => c.req.header(name));
    asked.push(`${sent.join(' ')}: ${c.res.status}`);
  });
  app.get(UPLOADED_PATH, (c) =>
    c.body(uploaded, 200, { 'Content-Type': 'text/javascript', 'Service-Worker-Allowed': '/' }),
  );
  app.use(
    keyringMiddleware(
      createKeyringHost({
        configuration: {
          clientId: 'client_test',
          authKitOrigin: 'https://api.workos.com',
          issuers: ['https://api.workos.com'],
          jwksUri: `${origin}/auth/jwks`,
          redirectUri: origin + place.path('auth/callback'),
          paths: place.scope === '/' ? {} : PATHS_UNDER_APP,
          apis: [{ origin, pathPrefix: '/api' }],
          organizationEndpoint: '/api/orgs/',
          membershipsEndpoint: '/api/me/organizations',
          vault: 'sealed',
          sessionMaxAge: null,
          sessionInactivity: null,
        },
        vaultSecrets: [VAULT_SECRET],
        readWorkerScript: () => readFile('dist/sw.js', 'utf8'),
        authKitJwksUri: 'https://api.workos.com/jwks',
      }),
    ),
  );
  // Its own policy, without Trusted Types: the attacker's script may register any worker.
  app.get('/page', (c) => c.html('<h1>A page</h1>', 200, { 'Content-Security-Policy': "script-src 'self'" }));
  const { close } = await listenOnLoopback(app.fetch, port);
  return { origin, asked, stop: close };
}
