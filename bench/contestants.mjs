// An API call through the keyring, beside the same call without a worker and through two smaller workers. All contestants
// have the same server, document and API. They are measured in turn within each round, and a ratio is the median of the
// ratios of all rounds.
import { median, percentile, serveContestant, signIn } from './lab.mjs';

/** The least that a worker in front of each request can do. */
const PASS_THROUGH = `
addEventListener('install', () => skipWaiting());
addEventListener('activate', (event) => event.waitUntil(clients.claim()));
addEventListener('fetch', (event) => {
  if (new URL(event.request.url).pathname.startsWith('/api/')) event.respondWith(fetch(event.request));
});`;

/** The least that a worker with a token can do: it reads one token from IndexedDB at its start, and adds it to each call. */
const MINIMAL_TOKEN = `
addEventListener('install', () => skipWaiting());
addEventListener('activate', (event) => event.waitUntil(clients.claim()));
const token = new Promise((resolve) => {
  const opening = indexedDB.open('bench', 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore('tokens').put('x'.repeat(900), 'token');
  opening.onsuccess = () => {
    const reading = opening.result.transaction('tokens').objectStore('tokens').get('token');
    reading.onsuccess = () => resolve(reading.result);
  };
});
async function authorized(request) {
  const headers = new Headers(request.headers);
  headers.set('Authorization', 'Bearer ' + (await token));
  return fetch(new Request(request, { headers, mode: 'same-origin', credentials: 'omit', cache: 'no-store' }));
}
addEventListener('fetch', (event) => {
  if (new URL(event.request.url).pathname.startsWith('/api/')) event.respondWith(authorized(event.request));
});`;

const BASE = 'pass-through worker';
/** Calls of one contestant before the next one has its turn. */
const CALLS = 40;
const AT_ONCE = 100;

/** @typedef {{ name: string, page: import('playwright').Page, stop: (() => Promise<unknown>) | undefined }} Contestant */

/**
 * @param {import('./lab.mjs').Lab} lab
 * @param {number} rounds
 */
export async function measureContestants(lab, rounds) {
  const opened = [
    await open(lab, 'no worker, the page adds the token', undefined, false),
    await open(lab, BASE, PASS_THROUGH, true),
    await open(lab, 'minimal token worker', MINIMAL_TOKEN, true),
    await open(lab, 'org-keyring', undefined, true),
  ];
  const contestants = opened.map(({ contestant }) => contestant);
  try {
    for (const { page } of contestants) await time(page, 100, 1);
    return [
      ...(await measure('Warm call', contestants, rounds, ({ page }) => time(page, CALLS, 1))),
      ...(await measure(`${AT_ONCE} calls at once`, contestants, rounds, ({ page }) =>
        time(page, 1, AT_ONCE),
      )),
      ...(await measure(
        'Cold call: it starts the worker',
        contestants.filter(({ stop }) => stop !== undefined),
        rounds,
        async ({ page, stop }) => {
          await stop?.();
          return time(page, 1, 1);
        },
      )),
    ];
  } finally {
    for (const { close } of opened) await close();
  }
}

/** Runs each contestant once per round, in another order each time, and compares it with the pass-through worker. */
async function measure(
  /** @type {string} */ what,
  /** @type {Contestant[]} */ contestants,
  /** @type {number} */ rounds,
  /** @type {(contestant: Contestant) => Promise<number[]>} */ run,
) {
  const results = contestants.map(({ name }) => ({
    name,
    /** @type {number[]} */ times: [],
    /** @type {number[]} */ medians: [],
  }));
  for (let round = 0; round < rounds; round += 1) {
    for (let turn = 0; turn < contestants.length; turn += 1) {
      const index = (round + turn) % contestants.length;
      const times = await run(contestants[index]);
      results[index].times.push(...times);
      results[index].medians.push(median(times));
    }
  }
  const base = results.find(({ name }) => name === BASE);
  if (base === undefined) throw new Error('The pass-through worker is missing.');
  const baseText = `${BASE}: ${median(base.times).toFixed(2)} ms`;
  return results.map(({ name, times, medians }) => {
    const ratios = medians.map((value, round) => value / base.medians[round]);
    return {
      name: `${what}: ${name}`,
      value: `${median(times).toFixed(2)} ms`,
      against: baseText,
      ratio: median(ratios).toFixed(2),
      p95: `${percentile(times, 0.95).toFixed(2)} ms`,
      spread: `${percentile(ratios, 0.25).toFixed(2)}–${percentile(ratios, 0.75).toFixed(2)}`,
    };
  });
}

async function open(
  /** @type {import('./lab.mjs').Lab} */ lab,
  /** @type {string} */ name,
  /** @type {string | undefined} */ worker,
  /** @type {boolean} */ hasWorker,
) {
  const server = await serveContestant(worker);
  const context = await lab.browser.newContext({ serviceWorkers: hasWorker ? 'allow' : 'block' });
  const page = await context.newPage();
  if (hasWorker && worker === undefined) await signIn(page, server, 'acme');
  await page.goto(`${server.app}/bench.html`);
  if (worker !== undefined) await page.evaluate(register);
  let stop;
  if (hasWorker) {
    const devTools = await context.newCDPSession(page);
    await devTools.send('ServiceWorker.enable');
    stop = () => devTools.send('ServiceWorker.stopAllWorkers');
  }
  return {
    contestant: { name, page, stop },
    close: () => Promise.all([context.close(), server.close()]),
  };
}

/** Runs in the page: registers `/sw.js` and waits until it controls the page. */
async function register() {
  const { trustedTypes } = /** @type {any} */ (globalThis);
  const policy = trustedTypes.createPolicy('keyring-worker', {
    createScriptURL: (/** @type {string} */ url) => url,
  });
  const controlled = new Promise((resolve) =>
    navigator.serviceWorker.addEventListener('controllerchange', resolve, { once: true }),
  );
  await navigator.serviceWorker.register(policy.createScriptURL('/sw.js'), { scope: '/' });
  if (navigator.serviceWorker.controller === null) await controlled;
}

/** Times `count` calls in the page, each of `atOnce` requests, ms. */
function time(
  /** @type {import('playwright').Page} */ page,
  /** @type {number} */ count,
  /** @type {number} */ atOnce,
) {
  return page.evaluate(
    async ([rounds, batch]) => {
      const headers = { 'X-Org-Slug': 'acme', Authorization: `Bearer ${'x'.repeat(900)}` };
      const call = async () => {
        const response = await fetch('/api/orgs/acme', { headers });
        await response.text();
        if (!response.ok) throw new Error(`the call responded with ${response.status}`);
      };
      const times = [];
      for (let round = 0; round < rounds; round += 1) {
        const start = performance.now();
        await Promise.all(Array.from({ length: batch }, call));
        times.push(performance.now() - start);
      }
      return times;
    },
    /** @type {const} */ ([count, atOnce]),
  );
}
