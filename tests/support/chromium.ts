import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { LaunchOptions } from '@playwright/test';
import { ADDRESS_BAR_PAGES } from '../../scripts/address-bar-pages.mjs';

/** Finds Chromium once, in the main process of Playwright: its workers inherit the environment. */
export function findChromium(): void {
  process.env.CHROMIUM_PATH ??= execFileSync(
    process.execPath,
    [fileURLToPath(new URL('../../scripts/browser.mjs', import.meta.url))],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
  ).trim();
}

/** What Playwright turns off. Chromium reads only the last `--disable-features`, so the list is repeated here. */
const PLAYWRIGHT_TURNS_OFF = [
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'DialMediaRouteProvider',
  'GlobalMediaControls',
  'HttpsUpgrades',
  'LensOverlay',
  'MediaRouter',
  'PaintHolding',
  'ThirdPartyStoragePartitioning',
  'BlockOriginHeaderModificationOnRedirect',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'Translate',
  'AutoDeElevate',
  'OptimizationHints',
  'NetworkTimeServiceQuerying',
  'AimEnabled',
];

/** Pages of the browser's own window and processes kept ready: a quarter of the CPU time of a test. */
const WINDOW_OF_THE_BROWSER = [
  'PreloadTopChromeWebUI',
  'SpareRendererForSitePerProcess',
  ...ADDRESS_BAR_PAGES,
];

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
      `--disable-features=${[...PLAYWRIGHT_TURNS_OFF, ...WINDOW_OF_THE_BROWSER].join(',')}`,
    ],
  };
}
