import { defineConfig } from '@playwright/test';
import { findChromium, launchOptions } from './tests/support/chromium.ts';

findChromium();

export default defineConfig({
  testDir: 'tests',
  testMatch: ['e2e/**/*.spec.ts', 'attack/**/*.spec.ts'],
  globalSetup: './tests/support/build-app.ts',
  outputDir: 'test-results',
  fullyParallel: true,
  workers: 2,
  // A test that passes at its second attempt is a fault to find. CI accepts at most two in a suite: docs/decisions/0059-ci-repeats-at-most-two-browser-tests.md.
  retries: 0,
  forbidOnly: process.env.CI !== undefined,
  // Limits for a machine that is ten times slower than usual. A test that passes does not wait for them.
  timeout: 120_000,
  globalTimeout: 40 * 60_000,
  expect: { timeout: 15_000 },
  reporter: [['list']],
  use: {
    browserName: 'chromium',
    launchOptions: launchOptions(),
    actionTimeout: 15_000,
    navigationTimeout: 30_000,
    trace: 'off',
    screenshot: 'only-on-failure',
  },
});
