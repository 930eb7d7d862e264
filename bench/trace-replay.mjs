// Half an hour of use, replayed from `traces/half-hour.json` in a minute: which share of the calls met a worker that did not run.
// The browser's own stop of an idle worker is simulated at the same moments of the trace.
import { readFile } from 'node:fs/promises';
import { closeContestants, openContestants } from './contestants.mjs';
import { KEYRING_KIND } from './kinds.mjs';
import { openTracePage, passTime, readUses, setVisibility, WAKING } from './trace-page.mjs';
import { watchWorker } from './worker-status.mjs';

/** After so long without an event Chromium stops a worker, s. */
const IDLE_LIMIT = 30;

/** @typedef {{ at: number, do: 'show' | 'hide' | 'point' | 'click', calls?: number }} TraceEvent */

/** @param {import('./lab.mjs').Lab} lab */
export async function measureTrace(lab) {
  const { events } = JSON.parse(await readFile(new URL('traces/half-hour.json', import.meta.url), 'utf8'));
  const wakings = /** @type {import('./trace-page.mjs').Waking[]} */ (Object.keys(WAKING));
  const contestants = await openContestants(
    lab,
    wakings.map((waking) => ({ ...KEYRING_KIND, name: WAKING[waking] })),
  );
  try {
    const results = [];
    for (const [index, contestant] of contestants.entries()) {
      await openTracePage(contestant, wakings[index]);
      results.push({ name: contestant.name, ...(await replay(contestant.page, events)) });
    }
    return results.map((result) => toRow(result, results[0]));
  } finally {
    await closeContestants(contestants);
  }
}

async function replay(
  /** @type {import('playwright').Page} */ page,
  /** @type {readonly TraceEvent[]} */ events,
) {
  const worker = await watchWorker(page);
  const result = { calls: 0, cold: 0, stops: 0 };
  let now = 0;
  for (const { at, do: action, calls = 0 } of events) {
    await passTime(page, at - now);
    now = at;
    if (worker.isRunning() && (await readUses(page)).ago > IDLE_LIMIT) {
      await worker.stop();
      result.stops += 1;
    }
    const { count } = await readUses(page);
    await act(page, action);
    if (calls > 0) {
      if (!worker.isRunning()) result.cold += calls;
      result.calls += calls;
      await page.evaluate(sendAtOnce, calls);
    }
    // What the page has sent wakes the worker within the time until the next event of the trace.
    if ((await readUses(page)).count > count) await worker.waitFor('running');
  }
  return result;
}

async function act(/** @type {import('playwright').Page} */ page, /** @type {TraceEvent['do']} */ action) {
  if (action === 'show' || action === 'hide')
    await setVisibility(page, action === 'show' ? 'visible' : 'hidden');
  if (action === 'point') {
    await page.mouse.move(0, 0);
    await page.getByRole('link', { name: 'List' }).hover();
  }
  if (action === 'click') await page.mouse.down().then(() => page.mouse.up());
}

/** Runs in the page: sends calls at once. */
async function sendAtOnce(/** @type {number} */ count) {
  const call = () => Reflect.get(globalThis, 'callApi')('/api/bench');
  for (const response of await Promise.all(Array.from({ length: count }, call)))
    if (!(await response.json()).isAuthorized) throw new Error('a call had no token');
}

/** @typedef {{ name: string, calls: number, cold: number, stops: number }} Result */

function toRow(/** @type {Result} */ { name, calls, cold, stops }, /** @type {Result} */ base) {
  return {
    name: `Half an hour of use, calls that met no running worker: ${name}`,
    value: `${cold} of ${calls}, ${stops} stops`,
    against: `${base.name}: ${base.cold} of ${base.calls}`,
    ratio: (cold / base.cold).toFixed(2),
    numbers: { calls, cold, stops },
  };
}
