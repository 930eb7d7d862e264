import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { readEnvironment } from '../../dev/environment.ts';
import { startBackEnd } from '../../dev/local-back-end.ts';
import { serveApp } from '../../dev/serve-app.ts';
import type { AppServer } from './app-server.ts';
import { findFreePorts } from './free-ports.ts';
import { test as base } from './test.ts';
import { VAULT_SECRET } from './vault.ts';

export { expect } from './test.ts';

interface VaultFixtures {
  vault: 'sealed' | 'device';
  server: AppServer;
  /** The server's secrets, the current one first: a test that changes them rotates them. */
  vaultSecrets: string[];
}

/**
 * The test of attacks on the vault: the built app in this process, without the policy that keeps injected script
 * from half of its attempts. What holds here is held by the vault alone.
 */
export const test = base.extend<object, VaultFixtures>({
  // The attacker's noise is not the app's.
  isConsoleNoisy: true,

  vault: ['sealed', { option: true, scope: 'worker' }],

  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from its pattern.
  vaultSecrets: [async ({}, use) => use([VAULT_SECRET]), { scope: 'worker' }],

  server: [
    async ({ vault, vaultSecrets }, use) => {
      const server = await startInProcess(vault, vaultSecrets);
      await use(server);
      await server.stop();
    },
    { scope: 'worker', timeout: 60_000 },
  ],
});

async function startInProcess(vault: string, vaultSecrets: string[]): Promise<AppServer> {
  const port = await findFreePorts();
  const environment = readEnvironment({ PORT: String(port), VAULT: vault });
  const backEnd = await startBackEnd({ ...environment, vaultSecrets });
  const app = new Hono();
  app.use(async (c, next) => {
    await next();
    if (c.req.path !== '/sw.js') c.res.headers.delete('Content-Security-Policy');
  });
  app.route('/', serveApp(backEnd, 'dist'));
  const http = createServer(getRequestListener(app.fetch, { overrideGlobalObjects: false }));
  await new Promise<void>((resolve) => http.listen(port, '127.0.0.1', resolve));
  return {
    port,
    origin: backEnd.appOrigin,
    authKitOrigin: backEnd.configuration.authKitOrigin,
    otherApiOrigin: `http://127.0.0.1:${port + 2}`,
    stop: async () => {
      http.closeAllConnections();
      await Promise.all([backEnd.close(), new Promise((resolve) => http.close(resolve))]);
    },
  };
}
