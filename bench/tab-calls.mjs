// A call in each of several tabs at the same moment, for 1, 5 and 20 tabs.
import { closeContestants, openContestants } from './contestants.mjs';
import { KINDS_AND_VAULTS, NO_WORKER, PASS_THROUGH_NAME } from './kinds.mjs';
import { measureRounds } from './rounds.mjs';

/** Numbers of tabs, ascending. */
const TABS = [1, 5, 20];
/** Time from the command to the moment at which all tabs call, ms. */
const LEAD = 100;
/** Calls of one contestant, one moment after the other, before the next one has its turn. */
const MOMENTS = 5;

/**
 * @param {import('./lab.mjs').Lab} lab
 * @param {number} rounds
 */
export async function measureTabCalls(lab, rounds) {
  const contestants = await openContestants(
    lab,
    KINDS_AND_VAULTS.filter(({ name }) => name !== NO_WORKER),
  );
  try {
    const tabsOf = new Map(contestants.map(({ name, page }) => [name, [page]]));
    const rows = [];
    for (const count of TABS) {
      for (const { name, openTab } of contestants) await openUntil(tabsOf.get(name) ?? [], count, openTab);
      const what = count === 1 ? 'A call in 1 tab' : `A call in each of ${count} tabs at once`;
      rows.push(
        ...(await measureRounds({ what, contestants, rounds, base: PASS_THROUGH_NAME }, async ({ name }) =>
          callAtOnce(tabsOf.get(name) ?? []),
        )),
      );
    }
    return rows;
  } finally {
    await closeContestants(contestants);
  }
}

async function openUntil(
  /** @type {import('playwright').Page[]} */ tabs,
  /** @type {number} */ count,
  /** @type {() => Promise<import('playwright').Page>} */ openTab,
) {
  while (tabs.length < count) tabs.push(await openTab());
}

/** @returns times until the slowest tab had its response, ms */
export async function callAtOnce(/** @type {readonly import('playwright').Page[]} */ tabs) {
  const times = [];
  let authorized = 0;
  for (let moment = 0; moment < MOMENTS; moment += 1) {
    const at = Date.now() + LEAD;
    const calls = await Promise.all(tabs.map((tab) => tab.evaluate(callAt, at)));
    times.push(
      Math.max(...calls.map(({ ended }) => ended)) - Math.min(...calls.map(({ started }) => started)),
    );
    authorized += calls.filter(({ isAuthorized }) => isAuthorized).length;
  }
  return { times, authorized, sent: MOMENTS * tabs.length };
}

/** Runs in a tab: sends a call at a moment on the clock that all tabs share, ms since the epoch. */
async function callAt(/** @type {number} */ at) {
  const now = () => performance.timeOrigin + performance.now();
  await new Promise((resolve) => setTimeout(resolve, at - now()));
  const started = now();
  const response = await Reflect.get(globalThis, 'callApi')('/api/bench');
  const { isAuthorized } = await response.json();
  return { started, ended: now(), isAuthorized };
}
