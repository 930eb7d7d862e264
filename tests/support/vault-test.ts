import { Hono } from 'hono';
import type { BackEnd } from '../../dev/local-back-end.ts';
import { serveApp } from '../../dev/serve-app.ts';
import type { AppServer } from './app-server.ts';
import { BuildUnderApp } from './build-under-app.ts';
import { startInProcess } from './in-process-server.ts';
import { test as base } from './test.ts';
import { VAULT_SECRET } from './vault.ts';
import { VaultPlace, type VaultScope } from './vault-place.ts';

export { expect } from './test.ts';

interface VaultFixtures {
  vault: 'sealed' | 'device';
  /** `/app/`: the second build, with its own script URL and scope. Default: `VAULT_SCOPE`, or `/`. */
  scope: VaultScope;
  place: VaultPlace;
  server: AppServer;
  /** The server's secrets, the current one first: a test that changes them rotates them. */
  vaultSecrets: string[];
}

/**
 * The test of attacks on the vault: the built app in this process, without the policy that keeps injected script
 * from half of its attempts. So the protection comes only from the vault.
 */
export const test = base.extend<object, VaultFixtures>({
  // The attacker's noise is not the app's.
  isConsoleNoisy: true,

  vault: ['sealed', { option: true, scope: 'worker' }],

  scope: [process.env.VAULT_SCOPE === '/app/' ? '/app/' : '/', { option: true, scope: 'worker' }],

  place: [async ({ scope }, use) => use(new VaultPlace(scope)), { scope: 'worker' }],

  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from its pattern.
  vaultSecrets: [async ({}, use) => use([VAULT_SECRET]), { scope: 'worker' }],

  server: [
    async ({ vault, vaultSecrets, scope }, use) => {
      const build = scope === '/' ? undefined : await BuildUnderApp.create();
      const server = await startInProcess({ ...build?.environment, VAULT: vault }, (backEnd) =>
        createOpenApp({ ...backEnd, vaultSecrets }, scope, build?.directory),
      );
      await use(server);
      await server.stop();
      await build?.remove();
    },
    { scope: 'worker', timeout: 180_000 },
  ],
});

/** The app without its policy. A host reads its secrets once: other secrets are a restart, with another host. */
function createOpenApp(backEnd: BackEnd, scope: string, outDir = 'dist'): Hono {
  const hosts = new Map<string, Hono>();
  const hostOf = ({ vaultSecrets }: BackEnd): Hono => {
    const key = JSON.stringify(vaultSecrets);
    const host = hosts.get(key) ?? serveApp({ ...backEnd, vaultSecrets: [...vaultSecrets] }, outDir);
    hosts.set(key, host);
    return host;
  };
  const app = new Hono();
  app.use(async (c, next) => {
    await next();
    if (c.req.path !== `${scope}sw.js`) c.res.headers.delete('Content-Security-Policy');
  });
  app.all('*', (c) => hostOf(backEnd).fetch(c.req.raw, c.env));
  return app;
}
