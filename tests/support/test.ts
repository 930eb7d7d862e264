import { test as base, expect } from '@playwright/test';
import { type AppServer, type ServerEnvironment, startAppServer } from './app-server.ts';
import { AuthKitControl } from './authkit-control.ts';
import { ConsoleGuard } from './console-guard.ts';
import { takeFirefoxOffline } from './firefox-offline.ts';
import { repeatFailedTabs } from './firefox-tabs.ts';
import { Profile } from './profile.ts';
import { Secrets } from './secrets.ts';

export { expect };

export interface WorkerFixtures {
  /** Variables for the server of this file's tests; other values need a separate server. */
  serverEnvironment: ServerEnvironment;
  server: AppServer;
}

export interface TestFixtures {
  authKit: AuthKitControl;
  consoleGuard: ConsoleGuard;
  /** The test makes the page misbehave: only a token in the console fails it. */
  isConsoleNoisy: boolean;
  /** Firefox is taken offline with all its contexts, those of the next test too. */
  networkIsBack: undefined;
  /** What the worker of `context` sent and got; name it in a test before the first navigation. */
  secrets: Secrets;
  profile: Profile;
}

/**
 * The browser tests' `test`: a server for each Playwright worker, AuthKit as new and a fresh browser context for
 * each test, and no test passes that made a page throw, or a token appear in the console.
 */
export const test = base.extend<TestFixtures, WorkerFixtures>({
  serverEnvironment: [{}, { option: true, scope: 'worker' }],

  server: [
    async ({ serverEnvironment }, use) => {
      const server = await startAppServer(serverEnvironment);
      await use(server);
      await server.stop();
    },
    { scope: 'worker', timeout: 120_000 },
  ],

  baseURL: async ({ server }, use) => use(server.origin),

  authKit: [
    async ({ server }, use) => {
      const authKit = new AuthKitControl(server.authKitOrigin);
      await authKit.reset();
      await use(authKit);
    },
    { auto: true },
  ],

  context: async ({ context, browserName }, use) => {
    if (browserName === 'firefox') repeatFailedTabs(context);
    await use(context);
  },

  isConsoleNoisy: [false, { option: true }],

  networkIsBack: [
    async ({ browser, browserName }, use) => {
      await use(undefined);
      if (browserName === 'firefox') await takeFirefoxOffline(browser, false);
    },
    { auto: true },
  ],

  consoleGuard: [
    async ({ context, isConsoleNoisy }, use) => {
      const guard = new ConsoleGuard(context);
      await use(guard);
      expect(isConsoleNoisy ? guard.tokens() : guard.problems()).toEqual([]);
    },
    { auto: true },
  ],

  secrets: async ({ context, server }, use) => use(new Secrets(context, server.authKitOrigin)),

  profile: async ({ server }, use) => {
    const profile = await Profile.create(server.origin);
    await use(profile);
    await profile.remove();
  },
});
