import type { BrowserContext } from '@playwright/test';
import { takeFirefoxOffline } from './firefox-offline.ts';

/**
 * Takes the network from a browser context, its worker included, so that the browser itself says that it is offline.
 * Firefox is taken offline as a whole, with all its contexts: Playwright's own way does not reach the worker there.
 */
export async function setOffline(context: BrowserContext, isOffline: boolean): Promise<void> {
  const browser = context.browser();
  if (browser?.browserType().name() === 'firefox') await takeFirefoxOffline(browser, isOffline);
  else await context.setOffline(isOffline);
}
