// A browser that Playwright only sets up. While it is connected, Playwright follows each change of a URL and holds each start of
// a worker: a call after `pushState` then takes twice as long. So what contains one of these is measured without it.
import { chromium } from 'playwright';
import { startBrowser, targets, waitFor } from './browser-process.mjs';
import { command, connect, evaluateIn } from './devtools.mjs';

/** Longest wait for a load, ms. */
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
  const { endpoint, close } = await startBrowser(['--headless', 'about:blank']);
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
    close,
  };
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
