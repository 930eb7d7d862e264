import { defineConfig } from '@playwright/test';
import { findChromium, launchOptions } from './tests/support/chromium.ts';

findChromium();

/**
 * The browser tests of the packed package. `npm run test:package` packs it and runs them. The limits are for a machine that is
 * ten times slower than usual.
 */
export default defineConfig({
  testDir: 'tests/package',
  outputDir: 'test-results',
  workers: 2,
  fullyParallel: true,
  retries: 0,
  forbidOnly: process.env.CI !== undefined,
  timeout: 600_000,
  globalTimeout: 40 * 60_000,
  expect: { timeout: 30_000 },
  reporter: [['list']],
  use: {
    browserName: 'chromium',
    launchOptions: launchOptions(),
    actionTimeout: 30_000,
    navigationTimeout: 60_000,
  },
});
