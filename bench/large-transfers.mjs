// A download and an upload of 100 MB, with the memory of the browser. Each contestant has a browser of its own.
import { launchBrowser } from './browsers.mjs';
import { call } from './calls.mjs';
import { closeContestants, openContestant } from './contestants.mjs';
import { KINDS_AND_VAULTS, PASS_THROUGH_NAME } from './kinds.mjs';
import { median } from './lab.mjs';
import { watchMemory } from './process-memory.mjs';
import { measureRounds } from './rounds.mjs';

const BYTES = 100_000_000;
const ROWS = [
  { what: 'Download of 100 MB', run: download },
  { what: 'Upload of 100 MB', run: upload },
];

/**
 * @param {Pick<import('./lab.mjs').Lab, 'pages'>} lab
 * @param {number} rounds
 */
export async function measureLargeTransfers(lab, rounds) {
  const contestants = [];
  try {
    for (const kind of KINDS_AND_VAULTS) contestants.push(await openInOwnBrowser(lab, kind));
    const rows = [];
    for (const { what, run } of ROWS) {
      for (const { page } of contestants) await page.evaluate(run, BYTES);
      const plan = { what, contestants, rounds, base: PASS_THROUGH_NAME };
      /** @type {Map<string, Watched[]>} */
      const watched = new Map(contestants.map(({ name }) => [name, []]));
      rows.push(
        ...(await measureRounds(plan, async (contestant) => {
          const { name, page, browser } = contestant;
          // The process of the worker exists before the memory is read.
          await call(contestant, 1, 1);
          const { result, ...memory } = await watchMemory(browser, () => page.evaluate(run, BYTES));
          watched.get(name)?.push(memory);
          return result;
        })),
      );
      for (const [name, all] of watched) rows.push(...memoryRows(`${what}: ${name}`, all));
    }
    return rows;
  } finally {
    await closeContestants(contestants);
  }
}

async function openInOwnBrowser(
  /** @type {Pick<import('./lab.mjs').Lab, 'pages'>} */ { pages },
  /** @type {import('./kinds.mjs').Kind} */ kind,
) {
  const { browser, newContext } = await launchBrowser();
  try {
    const contestant = await openContestant({ pages, newContext }, kind);
    return { ...contestant, browser, close: () => contestant.close().finally(() => browser.close()) };
  } catch (error) {
    await browser.close();
    throw error;
  }
}

/** @typedef {Omit<Awaited<ReturnType<typeof watchMemory>>, 'result'>} Watched */

/** The medians over all rounds, MB. The ratio is that of the most to what was there before. */
function memoryRows(/** @type {string} */ name, /** @type {readonly Watched[]} */ all) {
  const parts = /** @type {const} */ ([
    ['pages', 'pages and workers'],
    ['browser', 'whole browser'],
  ]);
  return parts.map(([part, words]) => {
    const [before, most, after] = /** @type {const} */ (['before', 'most', 'after']).map((when) =>
      median(all.map((each) => each[when][part])),
    );
    return {
      name: `${name}, memory of ${words}`,
      value: `${most.toFixed(0)} MB most, ${after.toFixed(0)} MB after`,
      against: `before: ${before.toFixed(0)} MB`,
      ratio: (most / before).toFixed(2),
      numbers: { beforeMb: before, mostMb: most, afterMb: after },
    };
  });
}

/** Runs in the page: reads a response part by part, and keeps nothing of it. */
async function download(/** @type {number} */ bytes) {
  const start = performance.now();
  const response = await Reflect.get(globalThis, 'callApi')(`/api/bench/file?bytes=${bytes}`);
  const reader = response.body.getReader();
  let read = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    read += value.length;
  }
  if (read !== bytes) throw new Error(`the page read ${read} of ${bytes} bytes`);
  const authorized = response.headers.get('X-Authorized') === 'true' ? 1 : 0;
  return { times: [performance.now() - start], authorized, sent: 1 };
}

/** Runs in the page: sends a Blob, as an app sends a file that a user has chosen. */
async function upload(/** @type {number} */ bytes) {
  const body = Reflect.get(globalThis, 'largeBody') ?? new Blob([new Uint8Array(bytes)]);
  Reflect.set(globalThis, 'largeBody', body);
  const start = performance.now();
  const response = await Reflect.get(globalThis, 'callApi')('/api/bench', { method: 'POST', body });
  const result = await response.json();
  if (result.bytes !== bytes) throw new Error(`the API read ${result.bytes} of ${bytes} bytes`);
  return { times: [performance.now() - start], authorized: result.isAuthorized ? 1 : 0, sent: 1 };
}
