import type { LaunchOptions } from '@playwright/test';

/** How Chromium starts: without calls home, and without a sandbox where there can be none. */
export function launchOptions(): LaunchOptions {
  return {
    ...(process.env.CHROMIUM_PATH !== undefined && { executablePath: process.env.CHROMIUM_PATH }),
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  };
}
