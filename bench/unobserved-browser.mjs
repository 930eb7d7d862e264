// A browser that Playwright only sets up. While it is connected, Playwright follows each change of a URL and holds each start of
// a worker: a call after `pushState` then takes twice as long. So what contains one of these is measured without it.
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright';
import WebSocket from 'ws';
import { ADDRESS_BAR_PAGES } from '../scripts/address-bar-pages.mjs';
import { findBrowser } from '../scripts/browser.mjs';
import { BROWSER_ARGUMENTS } from './browsers.mjs';

/** Longest wait for the browser to start, and for a page to reply, ms. */
const LIMIT = 60_000;

/** What a trace records. A profile of the scripts would slow down their first function. */
const TRACE_CATEGORIES = [
  'ServiceWorker',
  'blink.user_timing',
  'devtools.timeline',
  'disabled-by-default-devtools.timeline',
  'disabled-by-default-network',
  'loading',
  'v8',
];

/** @typedef {Awaited<ReturnType<typeof launchUnobserved>>} UnobservedBrowser */

/** Launches Chromium with a new profile on disk. */
export async function launchUnobserved() {
  const profile = await mkdtemp(join(tmpdir(), 'keyring-bench-unobserved-'));
  const browser = spawn(
    findBrowser(),
    [
      ...BROWSER_ARGUMENTS,
      `--disable-features=${ADDRESS_BAR_PAGES}`,
      '--headless',
      'about:blank',
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
  const endpoint = `http://127.0.0.1:${port}`;
  // Playwright waits in vain if it connects before the first page exists.
  await waitFor(async () => (await targets(endpoint)).length > 0);
  return {
    /** Sets the browser up. While `setUp` runs, Playwright is connected. */
    async observe(/** @type {(context: import('playwright').BrowserContext) => Promise<void>} */ setUp) {
      const connected = await chromium.connectOverCDP(endpoint);
      await setUp(connected.contexts()[0]);
      await connected.close();
    },
    /**
     * Runs a function in the page of this origin, and resolves with its result.
     *
     * @template A, R
     * @param {string} origin
     * @param {(argument: A) => R | Promise<R>} run
     * @param {A} argument
     * @returns {Promise<R>}
     */
    async evaluate(origin, run, argument) {
      return evaluateIn(await pageOf(endpoint, origin), `(${run})(${JSON.stringify(argument)})`);
    },
    /** Ends the workers of this browser, and resolves when none runs. */
    async stopWorkers(/** @type {string} */ origin) {
      const connection = await connect(await pageOf(endpoint, origin));
      try {
        const stopped = connection.event('ServiceWorker.workerVersionUpdated', ({ versions }) =>
          versions.some(
            (/** @type {{ status: string, runningStatus: string }} */ { status, runningStatus }) =>
              status === 'activated' && runningStatus === 'stopped',
          ),
        );
        await connection.send('ServiceWorker.enable', {});
        await connection.send('ServiceWorker.stopAllWorkers', {});
        await stopped;
      } finally {
        connection.close();
      }
    },
    /** Loads the page of this origin again. @returns see {@link readLoad} */
    async reload(/** @type {string} */ origin) {
      await this.evaluate(
        origin,
        () => {
          Reflect.deleteProperty(globalThis, 'benchLoad');
          location.reload();
        },
        undefined,
      );
      return readLoad(async () =>
        (await targets(endpoint)).find(({ url }) => URL.canParse(url) && new URL(url).origin === origin),
      );
    },
    /**
     * Opens a page in a profile of its own, which has only these cookies.
     *
     * @returns see {@link readLoad}
     */
    async visitFirst(/** @type {string} */ url, /** @type {readonly object[]} */ cookies) {
      const { webSocketDebuggerUrl } = await (await fetch(`${endpoint}/json/version`)).json();
      const send = (/** @type {string} */ method, /** @type {object} */ params) =>
        command(webSocketDebuggerUrl, method, params);
      const { browserContextId } = await send('Target.createBrowserContext', {});
      try {
        await send('Storage.setCookies', { browserContextId, cookies });
        const start = performance.timeOrigin + performance.now();
        const { targetId } = await send('Target.createTarget', { url, browserContextId });
        return await readLoad(async () => (await targets(endpoint)).find(({ id }) => id === targetId), start);
      } finally {
        await send('Target.disposeBrowserContext', { browserContextId });
      }
    },
    /**
     * Runs something while Chromium records a trace.
     *
     * @returns {Promise<import('./trace-steps.mjs').TraceEvent[]>}
     */
    async trace(/** @type {() => Promise<unknown>} */ run) {
      const { webSocketDebuggerUrl } = await (await fetch(`${endpoint}/json/version`)).json();
      const connection = await connect(webSocketDebuggerUrl);
      try {
        const events = connection.all('Tracing.dataCollected');
        const traceConfig = { includedCategories: TRACE_CATEGORIES };
        await connection.send('Tracing.start', { transferMode: 'ReportEvents', traceConfig });
        await run();
        const complete = connection.event('Tracing.tracingComplete', () => true);
        await connection.send('Tracing.end', {});
        await complete;
        return events.flatMap(({ value }) => value);
      } finally {
        connection.close();
      }
    },
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
async function waitFor(read) {
  for (const end = performance.now() + LIMIT; performance.now() < end; ) {
    const value = await read();
    if (value) return value;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`Chromium did not start within ${LIMIT} ms.`);
}

/** The pages that are open. */
async function targets(/** @type {string} */ endpoint) {
  /** @type {{ id: string, type: string, url: string, webSocketDebuggerUrl: string }[]} */
  const all = await (await fetch(`${endpoint}/json/list`)).json();
  return all.filter(({ type }) => type === 'page');
}

/** The debugger's URL of the page of this origin. */
async function pageOf(/** @type {string} */ endpoint, /** @type {string} */ origin) {
  const target = (await targets(endpoint)).find(
    ({ url }) => URL.canParse(url) && new URL(url).origin === origin,
  );
  if (target === undefined) throw new Error(`no page of ${origin} is open`);
  return target.webSocketDebuggerUrl;
}

/**
 * Waits until a page has reported its first call (`bench/pages/first-call.mjs`), and asks only now and then, because that takes time.
 *
 * @param {() => Promise<{ webSocketDebuggerUrl: string } | undefined>} find
 * @param {number} [start] of the load. Left out: when the navigation began
 * @returns the times until its first response was read and until a worker controlled it, ms
 */
async function readLoad(find, start) {
  for (const end = performance.now() + LIMIT; performance.now() < end; ) {
    await new Promise((resolve) => setTimeout(resolve, 400));
    const target = await find();
    const load =
      target &&
      (await evaluateIn(target.webSocketDebuggerUrl, 'globalThis.benchLoad').catch(() => undefined));
    if (load === undefined) continue;
    const { at, controlledAt, isAuthorized, navigatedAt } = load;
    const from = start ?? navigatedAt;
    return { loaded: at - from, controlled: controlledAt - from, isAuthorized };
  }
  throw new Error(`The page reported no call within ${LIMIT} ms.`);
}

/** @returns {Promise<any>} */
async function evaluateIn(/** @type {string} */ url, /** @type {string} */ expression) {
  const params = { expression, awaitPromise: true, returnByValue: true };
  const { result, exceptionDetails } = await command(url, 'Runtime.evaluate', params);
  if (exceptionDetails !== undefined)
    throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
  return result.value;
}

/** Sends one command of the Chrome DevTools Protocol. @returns {Promise<any>} */
async function command(
  /** @type {string} */ url,
  /** @type {string} */ method,
  /** @type {object} */ params,
) {
  const connection = await connect(url);
  try {
    return await connection.send(method, params);
  } finally {
    connection.close();
  }
}

/** Connects to a page or a browser with the Chrome DevTools Protocol. */
async function connect(/** @type {string} */ url) {
  const socket = new WebSocket(url);
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  let commands = 0;
  /**
   * Resolves with the first message for which `read` has a value.
   *
   * @template T
   * @param {(message: any) => T | undefined} read
   * @returns {Promise<T>}
   */
  const receive = (read) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`The page did not reply within ${LIMIT} ms.`)), LIMIT);
      timer.unref();
      socket.once('close', () => reject(new Error('The page has closed.')));
      socket.on('message', (data) => {
        const value = read(JSON.parse(String(data)));
        if (value === undefined) return;
        clearTimeout(timer);
        resolve(value);
      });
    });
  return {
    /** @returns {Promise<any>} the result of the command */
    async send(/** @type {string} */ method, /** @type {object} */ params) {
      commands += 1;
      const id = commands;
      const reply = receive((message) => (message.id === id ? message : undefined));
      socket.send(JSON.stringify({ id, method, params }));
      const { result, error } = await reply;
      if (error !== undefined) throw new Error(error.message);
      return result;
    },
    /** The parameters of every event of this kind from now on. */
    all(/** @type {string} */ method) {
      /** @type {any[]} */
      const received = [];
      socket.on('message', (data) => {
        const message = JSON.parse(String(data));
        if (message.method === method) received.push(message.params);
      });
      return received;
    },
    /** Resolves at the first event of this kind that `matches`. */
    event: (/** @type {string} */ method, /** @type {(params: any) => boolean} */ matches) =>
      receive((message) => (message.method === method && matches(message.params) ? true : undefined)),
    close: () => socket.close(),
  };
}
