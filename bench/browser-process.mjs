// A browser process of its own, with a new profile on disk, that is reached with the Chrome DevTools Protocol.
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ADDRESS_BAR_PAGES } from '../scripts/address-bar-pages.mjs';
import { findBrowser } from '../scripts/browser.mjs';
import { BROWSER_ARGUMENTS } from './browsers.mjs';

/** Longest wait for the browser to start, ms. */
const LIMIT = 60_000;

/** Starts Chromium. `ended` resolves when it has ended. */
export async function startBrowser(/** @type {readonly string[]} */ options) {
  const profile = await mkdtemp(join(tmpdir(), 'keyring-bench-unobserved-'));
  const browser = spawn(
    findBrowser(),
    [
      ...BROWSER_ARGUMENTS,
      `--disable-features=${ADDRESS_BAR_PAGES}`,
      ...options,
      '--remote-debugging-port=0',
      `--user-data-dir=${profile}`,
    ],
    { stdio: 'ignore' },
  );
  const ended = new Promise((resolve) => browser.once('exit', resolve));
  const port = await waitFor(async () => {
    const file = await readFile(join(profile, 'DevToolsActivePort'), 'utf8').catch(() => '');
    return file.split('\n')[0];
  });
  return {
    endpoint: `http://127.0.0.1:${port}`,
    ended,
    async close() {
      browser.kill();
      await ended;
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/**
 * Waits until the browser has started so far that `read` has a value.
 *
 * @template T
 * @param {() => Promise<T>} read
 */
export async function waitFor(read) {
  for (const end = performance.now() + LIMIT; performance.now() < end; ) {
    const value = await read();
    if (value) return value;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`Chromium did not start within ${LIMIT} ms.`);
}

/** The pages that are open. */
export async function targets(/** @type {string} */ endpoint) {
  /** @type {{ id: string, type: string, url: string, webSocketDebuggerUrl: string }[]} */
  const all = await (await fetch(`${endpoint}/json/list`)).json();
  return all.filter(({ type }) => type === 'page');
}
