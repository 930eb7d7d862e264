// The browser of the bench: one for most groups, and one for each contestant whose memory is measured.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright';
import { findBrowser } from '../scripts/browser.mjs';

export const BROWSER_ARGUMENTS = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
];

/**
 * Launches Chromium.
 *
 * @param {{ isPersistent?: boolean }} [options] `isPersistent`: each context is a browser with a profile on disk, where IndexedDB is
 *   slower than in Playwright's contexts
 */
export async function launchBrowser({ isPersistent = false } = {}) {
  const launch = { executablePath: findBrowser(), args: BROWSER_ARGUMENTS };
  const browser = await chromium.launch(launch);
  return {
    browser,
    /** A context with its own profile. */
    async newContext(/** @type {import('playwright').BrowserContextOptions} */ options = {}) {
      if (!isPersistent) return browser.newContext(options);
      const profile = await mkdtemp(join(tmpdir(), 'keyring-bench-profile-'));
      const context = await chromium.launchPersistentContext(profile, { ...launch, ...options });
      context.once('close', () => void rm(profile, { recursive: true, force: true, maxRetries: 5 }));
      return context;
    },
  };
}
