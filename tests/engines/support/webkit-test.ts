import { test as base } from '@playwright/test';
import { type AppServer, startAppServer } from '../../support/app-server.ts';
import { AuthKitControl } from '../../support/authkit-control.ts';
import { WebKitBrowser } from './webkit-browser.ts';
import type { WebKitTabs } from './webkit-tabs.ts';

export { expect } from '@playwright/test';

/** The tests' `test` in WebKitGTK: a server per worker; a reset AuthKit and a new browser for each test. */
export const test = base.extend<
  { authKit: AuthKitControl; webkit: WebKitBrowser; tabs: WebKitTabs },
  { server: AppServer }
>({
  server: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from its pattern.
    async ({}, use) => {
      const server = await startAppServer();
      await use(server);
      await server.stop();
    },
    { scope: 'worker', timeout: 120_000 },
  ],

  authKit: [
    async ({ server }, use) => {
      const authKit = new AuthKitControl(server.authKitOrigin);
      await authKit.reset();
      await use(authKit);
    },
    { auto: true },
  ],

  webkit: async ({ server }, use) => {
    const browser = await WebKitBrowser.start(server.origin);
    await browser.tabs.bePatient();
    await use(browser);
    await browser.close();
  },

  tabs: async ({ webkit }, use) => use(webkit.tabs),
});
