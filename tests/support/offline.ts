import { type BrowserContext, expect, type Page } from '@playwright/test';
import type { AppServer } from './app-server.ts';
import { firefoxOf } from './firefox-chrome.ts';
import { takeFirefoxOffline } from './firefox-offline.ts';

/** Longest wait for the app shell, ms. */
const SHELL_LIMIT = 30_000;

/**
 * Takes the network from a browser context, its worker included, so that the browser itself says that it is offline.
 * Firefox is taken offline as a whole, with all its contexts: Playwright's own way does not reach the worker there.
 * Waits first until the pages can open offline: the worker of a first visit precaches them after its activation.
 */
export async function setOffline(context: BrowserContext, isOffline: boolean): Promise<void> {
  if (isOffline) for (const page of context.pages()) await waitForAppShell(page);
  const firefox = firefoxOf(context);
  if (firefox === undefined) await context.setOffline(isOffline);
  else await takeFirefoxOffline(firefox, isOffline);
}

/** Waits until the worker that controls a page has the whole app shell. Other pages are not waited for. */
export async function waitForAppShell(page: Page): Promise<void> {
  await expect
    .poll(() => isShellMissing(page), { message: 'the app shell is cached', timeout: SHELL_LIMIT })
    .toBe(false);
}

/** Whether a worker controls a page and its precache has no document yet. The document is stored last. */
function isShellMissing(page: Page): Promise<boolean> {
  return page.evaluate(async () => {
    if (!('serviceWorker' in navigator) || navigator.serviceWorker.controller === null) return false;
    const names = (await caches.keys()).filter((name) => name.includes('-precache-'));
    const keys = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
    return !keys.flat().some(({ url }) => new URL(url).pathname.endsWith('/index.html'));
  });
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
