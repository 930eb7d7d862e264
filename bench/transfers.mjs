// Requests with a body, in browsers that nothing observes: a POST of 1 MB, and an upload of 20 MB from memory.
import { KINDS_AND_VAULTS, PASS_THROUGH_NAME } from './kinds.mjs';
import { measureRounds } from './rounds.mjs';
import { openUnobserved } from './unobserved-contestants.mjs';

const MEGABYTE = 1_000_000;
/** Transfers of one contestant before the next one has its turn. */
const ROWS = [
  { what: 'POST of 1 MB', bytes: MEGABYTE, count: 5 },
  { what: 'Upload of 20 MB', bytes: 20 * MEGABYTE, count: 1 },
];

/**
 * @param {import('./lab.mjs').Lab} lab
 * @param {number} rounds
 */
export async function measureTransfers(lab, rounds) {
  const { contestants, close } = await openUnobserved(lab, KINDS_AND_VAULTS);
  try {
    const rows = [];
    for (const { what, bytes, count } of ROWS) {
      for (const { evaluate } of contestants) await evaluate(sendBodies, { bytes, count: 1 });
      const plan = { what, contestants, rounds, base: PASS_THROUGH_NAME };
      rows.push(...(await measureRounds(plan, ({ evaluate }) => evaluate(sendBodies, { bytes, count }))));
    }
    return rows;
  } finally {
    await close();
  }
}

/** Runs in the page: times `count` requests with a body of `bytes`, ms each. */
async function sendBodies(/** @type {{ bytes: number, count: number }} */ { bytes, count }) {
  const body = new Uint8Array(bytes);
  const times = [];
  let authorized = 0;
  for (let turn = 0; turn < count; turn += 1) {
    const start = performance.now();
    const response = await Reflect.get(globalThis, 'callApi')('/api/bench', { method: 'POST', body });
    const result = await response.json();
    times.push(performance.now() - start);
    if (result.bytes !== bytes) throw new Error(`the API read ${result.bytes} of ${bytes} bytes`);
    if (result.isAuthorized) authorized += 1;
  }
  return { times, authorized, sent: count };
}
