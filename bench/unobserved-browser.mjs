// A browser that Playwright only sets up. While it is connected, Playwright follows each change of a URL and holds each start of
// a worker: a call after `pushState` then takes twice as long. So what contains one of these is measured without it.
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright';
import WebSocket from 'ws';
import { findBrowser } from '../scripts/browser.mjs';
import { BROWSER_ARGUMENTS } from './browsers.mjs';

/** Longest wait for the browser to start, and for a page to reply, ms. */
const LIMIT = 60_000;

/** @typedef {Awaited<ReturnType<typeof launchUnobserved>>} UnobservedBrowser */

/** Launches Chromium with a new profile on disk. */
export async function launchUnobserved() {
  const profile = await mkdtemp(join(tmpdir(), 'keyring-bench-unobserved-'));
  const browser = spawn(
    findBrowser(),
    [...BROWSER_ARGUMENTS, '--headless', '--remote-debugging-port=0', `--user-data-dir=${profile}`],
    { stdio: 'ignore' },
  );
  const ended = new Promise((resolve) => browser.once('exit', resolve));
  const port = await readPort(join(profile, 'DevToolsActivePort'));
  const endpoint = `http://127.0.0.1:${port}`;
  return {
    /** Sets the browser up. While `setUp` runs, Playwright is connected. */
    async observe(/** @type {(context: import('playwright').BrowserContext) => Promise<void>} */ setUp) {
      const connected = await chromium.connectOverCDP(endpoint);
      await setUp(connected.contexts()[0]);
      await connected.close();
    },
    /**
     * Runs a function in the page of this origin, and resolves with its result. Nothing else is connected.
     *
     * @template A, R
     * @param {string} origin
     * @param {(argument: A) => Promise<R>} run
     * @param {A} argument
     * @returns {Promise<R>}
     */
    async evaluate(origin, run, argument) {
      const pages = await (await fetch(`${endpoint}/json/list`)).json();
      const page = pages.find(
        (/** @type {{ type: string, url: string }} */ { type, url }) =>
          type === 'page' && new URL(url).origin === origin,
      );
      if (page === undefined) throw new Error(`no page of ${origin} is open`);
      return evaluateIn(page.webSocketDebuggerUrl, `(${run})(${JSON.stringify(argument)})`);
    },
    async close() {
      browser.kill();
      await ended;
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Reads the port that the browser has chosen, from the first line of a file that it writes. */
async function readPort(/** @type {string} */ path) {
  for (const end = performance.now() + LIMIT; performance.now() < end; ) {
    const [port] = (await readFile(path, 'utf8').catch(() => '')).split('\n');
    if (port !== '') return port;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('Chromium did not say its debugging port.');
}

/** @returns {Promise<any>} */
async function evaluateIn(/** @type {string} */ url, /** @type {string} */ expression) {
  const socket = new WebSocket(url);
  try {
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    const reply = new Promise((resolve, reject) => {
      socket.once('message', (data) => resolve(JSON.parse(String(data))));
      socket.once('close', () => reject(new Error('The page has closed.')));
      setTimeout(() => reject(new Error(`The page did not reply within ${LIMIT} ms.`)), LIMIT).unref();
    });
    const params = { expression, awaitPromise: true, returnByValue: true };
    socket.send(JSON.stringify({ id: 1, method: 'Runtime.evaluate', params }));
    const { result, error } = await reply;
    const details = error?.message ?? result.exceptionDetails?.exception?.description;
    if (details !== undefined) throw new Error(details);
    return result.result.value;
  } finally {
    socket.close();
  }
}
