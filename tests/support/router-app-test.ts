import { startRouterAppServer } from './router-app-server.ts';
import { test as base } from './test.ts';

/** A test with the apps of all routers, which one server serves for the tests of a file. */
export const test = base.extend({
  server: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from the pattern.
    async ({}, use) => {
      const server = await startRouterAppServer();
      await use(server);
      await server.stop();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
});
