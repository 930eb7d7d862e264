import { serveApp } from '../../dev/serve-app.ts';
import type { ServerEnvironment } from './app-server.ts';
import { startInProcess } from './in-process-server.ts';
import { ServerTraffic } from './server-traffic.ts';
import { test as base } from './test.ts';
import { VAULT_SECRET } from './vault.ts';

/**
 * The tests' `test` with a server in this process. So every request of page and worker is seen in each browser: Playwright
 * reports none of the worker's in Firefox.
 */
export function testWithTraffic(environment: ServerEnvironment = {}) {
  return base.extend<{ traffic: ServerTraffic }>({
    server: [
      // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from its pattern.
      async ({}, use) => {
        const server = await startInProcess({ VAULT_SECRET, ...environment }, (backEnd) =>
          serveApp(backEnd, 'dist'),
        );
        await use(server);
        await server.stop();
      },
      { scope: 'worker', timeout: 120_000 },
    ],

    traffic: async ({ server }, use) => {
      const traffic = new ServerTraffic(server);
      await use(traffic);
      traffic.stop();
    },
  });
}

/** With the server's defaults. */
export const test = testWithTraffic();
