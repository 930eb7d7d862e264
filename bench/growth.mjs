// The cost of a call against the number of sessions, tabs and concurrent calls, beside a pass-through worker. `growth-plot.mjs`
// draws it.
import { call } from './calls.mjs';
import { closeContestants, openContestant } from './contestants.mjs';
import { KEYRING_KIND, PASS_THROUGH_KIND } from './kinds.mjs';
import { openOrganizations } from './many-sessions.mjs';
import { measureRounds } from './rounds.mjs';
import { callAtOnce } from './tab-calls.mjs';

/** Calls of one contestant before the next one has its turn, where they follow each other. */
const CALLS = 20;
const STEPS = { sessions: [1, 50, 200], tabs: [1, 5, 20], calls: [1, 10, 100] };

/**
 * @param {import('./lab.mjs').Lab} lab
 * @param {number} rounds
 */
export async function measureGrowth(lab, rounds) {
  const contestants = [];
  try {
    for (const kind of [PASS_THROUGH_KIND, KEYRING_KIND]) {
      const contestant = await openContestant(lab, kind);
      contestants.push({ ...contestant, tabs: [contestant.page], sessions: 1 });
    }
    const rows = [];
    for (const [dimension, steps] of Object.entries(STEPS))
      for (const count of steps) {
        for (const contestant of contestants) await prepare(contestant, dimension, count);
        const what = `Cost of a call with ${count} ${count === 1 ? dimension.slice(0, -1) : dimension}`;
        const plan = { what, contestants, rounds, base: PASS_THROUGH_KIND.name };
        const measured = await measureRounds(plan, (each) => costOf(each, dimension, count));
        rows.push(...measured.map((row) => ({ ...row, growth: { dimension, count } })));
      }
    return rows;
  } finally {
    await closeContestants(contestants);
  }
}

/** @typedef {import('./contestants.mjs').Contestant & { tabs: import('playwright').Page[], sessions: number }} Growing */

async function prepare(
  /** @type {Growing} */ contestant,
  /** @type {string} */ dimension,
  /** @type {number} */ count,
) {
  // A pass-through worker has no sessions: its figures show what else changes meanwhile.
  if (dimension === 'sessions' && contestant.name === KEYRING_KIND.name) {
    await openOrganizations(contestant.page, count - contestant.sessions);
    contestant.sessions = count;
  }
  if (dimension === 'tabs')
    while (contestant.tabs.length < count) contestant.tabs.push(await contestant.openTab());
}

/** @returns times of one call, ms: of several at once each has an equal share */
async function costOf(
  /** @type {Growing} */ contestant,
  /** @type {string} */ dimension,
  /** @type {number} */ count,
) {
  if (dimension === 'sessions') return call(contestant, CALLS, 1);
  const { times, ...counts } =
    dimension === 'tabs' ? await callAtOnce(contestant.tabs) : await call(contestant, 3, count);
  return { ...counts, times: times.map((time) => time / count) };
}
