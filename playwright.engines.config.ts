import { defineConfig } from '@playwright/test';

/** Firefox as the Debian package installs it, driven over BiDi; `FIREFOX_PATH` names another one. */
const executablePath = process.env.FIREFOX_PATH ?? '/usr/bin/firefox-esr';

/** `npm run test:engines`: the attacks on the vault in Firefox. Not a part of `npm test`, which needs Chromium alone. */
export default defineConfig({
  testDir: 'tests',
  testMatch: ['engines/**/*.spec.ts', 'attack/vault/**/*.spec.ts'],
  globalSetup: './tests/support/build-app.ts',
  outputDir: 'test-results',
  workers: 1,
  retries: 0,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  reporter: [['list']],
  use: {
    browserName: 'firefox',
    channel: 'moz-firefox',
    launchOptions: { executablePath },
    actionTimeout: 20_000,
    navigationTimeout: 30_000,
  },
});
