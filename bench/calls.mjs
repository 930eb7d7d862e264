// Calls of every contestant in browsers that nothing observes: one after the other, 100 at once, and one that starts a stopped worker.
import { AXA, KEYRING, KINDS_AND_VAULTS, NO_WORKER, PASS_THROUGH_NAME } from './kinds.mjs';
import { measureRounds } from './rounds.mjs';
import { openUnobserved } from './unobserved-contestants.mjs';

/** Calls of one contestant before the next one has its turn. */
const CALLS = 40;
const AT_ONCE = 100;

/**
 * @param {import('./lab.mjs').Lab} lab
 * @param {number} rounds
 */
export async function measureCalls(lab, rounds) {
  const { contestants, close } = await openUnobserved(lab, KINDS_AND_VAULTS);
  try {
    return await measure(contestants, rounds);
  } finally {
    await close();
  }
}

async function measure(
  /** @type {import('./unobserved-contestants.mjs').UnobservedContestant[]} */ contestants,
  /** @type {number} */ rounds,
) {
  const plan = { contestants, rounds, base: PASS_THROUGH_NAME };
  const call = (
    /** @type {import('./unobserved-contestants.mjs').UnobservedContestant} */ { evaluate },
    /** @type {number} */ count,
    /** @type {number} */ atOnce,
  ) => evaluate(sendCalls, { count, atOnce });
  for (const contestant of contestants) await call(contestant, 100, 1);
  return [
    ...(await measureRounds({ ...plan, what: 'Warm call', pairs: [[KEYRING, AXA]] }, (each) =>
      call(each, CALLS, 1),
    )),
    ...(await measureRounds({ ...plan, what: `${AT_ONCE} calls at once` }, (each) => call(each, 1, AT_ONCE))),
    ...(await measureRounds(
      {
        ...plan,
        what: 'Cold call: it starts the worker',
        contestants: contestants.filter(({ name }) => name !== NO_WORKER),
      },
      async (each) => {
        // It lost its tokens with the last stop, and a load of the page signs in again.
        if (each.losesTokens) await each.reload();
        await each.stopWorker();
        return call(each, 1, 1);
      },
    )),
  ];
}

/** The same in a page that Playwright drives. */
export function call(
  /** @type {import('./contestants.mjs').Contestant} */ { page },
  /** @type {number} */ count,
  /** @type {number} */ atOnce,
) {
  return page.evaluate(sendCalls, { count, atOnce });
}

/** Runs in the page: times `count` turns of `atOnce` calls, and counts those that the API found authorized. */
export async function sendCalls(/** @type {{ count: number, atOnce: number }} */ { count, atOnce }) {
  const send = async () => {
    const response = await Reflect.get(globalThis, 'callApi')('/api/bench');
    const { isAuthorized } = await response.json();
    return isAuthorized === true;
  };
  const times = [];
  let authorized = 0;
  for (let turn = 0; turn < count; turn += 1) {
    const start = performance.now();
    const results = await Promise.all(Array.from({ length: atOnce }, send));
    times.push(performance.now() - start);
    authorized += results.filter(Boolean).length;
  }
  return { times, authorized, sent: count * atOnce };
}
