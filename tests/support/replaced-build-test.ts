import { startAppServer } from './app-server.ts';
import { OwnBuild } from './own-build.ts';
import { test as base } from './test.ts';

/** A test whose server serves a build that the test may replace. */
export const test = base.extend<object, { build: OwnBuild }>({
  build: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright wants a pattern, and there is nothing to take.
    async ({}, use) => {
      const build = await OwnBuild.create();
      await use(build);
      await build.remove();
    },
    { scope: 'worker' },
  ],
  server: [
    async ({ build }, use) => {
      const server = await startAppServer({ OUT_DIR: build.directory });
      await use(server);
      await server.stop();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
});
