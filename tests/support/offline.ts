import type { BrowserContext } from '@playwright/test';
import type { AppServer } from './app-server.ts';
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

/**
 * Freezes a server so that it does not respond. The worker of a browser that has just started may not learn that it is
 * offline.
 *
 * @returns a function that resumes it
 */
export function freeze({ pid }: AppServer): () => void {
  if (pid === undefined) throw new Error('A server in this process cannot be frozen.');
  process.kill(pid, 'SIGSTOP');
  return () => process.kill(pid, 'SIGCONT');
}
