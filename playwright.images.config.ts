import { defineConfig } from '@playwright/test';
import { findChromium, launchOptions } from './tests/support/chromium.ts';

findChromium();

/** `npm run docs:images`: the pictures of the app in `docs/images`, made with the real app. Not a part of `npm test`. */
export default defineConfig({
  testDir: 'tests/images',
  testMatch: '*.ts',
  globalSetup: './tests/support/build-app.ts',
  outputDir: 'test-results',
  workers: 2,
  fullyParallel: true,
  retries: 0,
  timeout: 180_000,
  expect: { timeout: 30_000 },
  reporter: [['list']],
  use: {
    browserName: 'chromium',
    launchOptions: launchOptions(),
    reducedMotion: 'reduce',
    actionTimeout: 30_000,
    navigationTimeout: 60_000,
  },
});
