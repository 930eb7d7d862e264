import { type BrowserContext, chromium } from '@playwright/test';
import { launchOptions } from './chromium.ts';

/** Starts a browser with the back/forward cache, which Playwright switches off otherwise. The caller closes its browser. */
export async function startWithBackForwardCache(baseURL: string): Promise<BrowserContext> {
  const browser = await chromium.launch({
    ...launchOptions(),
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
  });
  return browser.newContext({ baseURL });
}
