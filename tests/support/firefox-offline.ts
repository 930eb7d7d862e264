import type { Browser } from '@playwright/test';
import { evaluateInFirefox } from './firefox-chrome.ts';

/** What lets Firefox be taken offline: commands for the browser itself, and an offline that holds for loopback too. */
export const OFFLINE_ARGUMENTS = ['--remote-allow-system-access'];
export const OFFLINE_PREFERENCES = { 'network.disable-localhost-when-offline': true };

/**
 * What "Work Offline" in Firefox's menu does: `navigator.onLine` is false in pages and in the worker, and nothing
 * leaves.
 */
export async function takeFirefoxOffline(browser: Browser, isOffline: boolean): Promise<void> {
  const result = await evaluateInFirefox(
    browser,
    `Services.io.offline = ${isOffline};
     // Connections to loopback are spared otherwise, and used again.
     if (Services.io.offline) Services.obs.notifyObservers(null, 'net:prune-all-connections');
     Services.io.offline`,
  );
  if (result !== isOffline) throw new Error('Firefox did not do what it was told.');
}
