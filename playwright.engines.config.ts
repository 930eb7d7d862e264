import { defineConfig } from '@playwright/test';
import { FILES_NOT_IN_FIREFOX, TITLES_NOT_IN_FIREFOX } from './tests/engines/support/not-in-firefox.ts';
import { OFFLINE_ARGUMENTS, OFFLINE_PREFERENCES } from './tests/support/firefox-offline.ts';

/** Firefox as the Debian package installs it, driven over BiDi; `FIREFOX_PATH` names another one. */
const executablePath = process.env.FIREFOX_PATH ?? '/usr/bin/firefox-esr';

/**
 * Firefox unregisters a worker that failed in three navigations, which a test that kills it in navigations causes. The pages
 * of that worker then send their requests past it.
 */
const KILL_PREFERENCES = { 'dom.serviceWorkers.mitigations.navigation_fault_threshold': 1_000_000 };

/** `npm run test:engines`: the other engines. Not a part of `npm test`, which needs Chromium alone. */
export default defineConfig({
  testDir: 'tests',
  globalSetup: './tests/support/build-app.ts',
  outputDir: 'test-results',
  workers: 1,
  retries: 0,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  reporter: [['list']],
  projects: [
    {
      name: 'firefox',
      testMatch: ['engines/firefox/**/*.spec.ts', 'attack/**/*.spec.ts', 'e2e/**/*.spec.ts'],
      testIgnore: [...FILES_NOT_IN_FIREFOX],
      grepInvert: [...TITLES_NOT_IN_FIREFOX],
      use: {
        browserName: 'firefox',
        channel: 'moz-firefox',
        launchOptions: {
          executablePath,
          args: OFFLINE_ARGUMENTS,
          firefoxUserPrefs: { ...OFFLINE_PREFERENCES, ...KILL_PREFERENCES },
        },
        actionTimeout: 20_000,
        navigationTimeout: 30_000,
      },
    },
    // Playwright only runs these: the browser is WebKitGTK's own, with its own driver.
    { name: 'webkit', testMatch: 'engines/webkit/**/*.spec.ts' },
  ],
});
