// In browsers that nothing observes: loads of every contestant's page until the response to its first authorized call, and until
// a worker controls a new page.
import { AXA, KEYRING, KINDS_AND_VAULTS, NO_WORKER, PASS_THROUGH_NAME } from './kinds.mjs';
import { measureRounds } from './rounds.mjs';
import { openUnobserved } from './unobserved-contestants.mjs';

/**
 * @param {import('./lab.mjs').Lab} lab
 * @param {number} rounds
 */
export async function measureLoads(lab, rounds) {
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
  const named = (/** @type {string[]} */ names) => contestants.filter(({ name }) => names.includes(name));
  return [
    ...(await measureRounds(
      { what: 'Repeat load to the first authorized response', contestants, rounds, base: NO_WORKER },
      async (each) => toMeasured(await each.reload(), 'loaded'),
    )),
    ...(await measureRounds(
      {
        what: 'First visit with a session at the provider, to the first authorized response',
        contestants: named([KEYRING, AXA]),
        rounds,
        base: AXA,
      },
      async (each) => toMeasured(await each.visitFirst(), 'loaded'),
    )),
    ...(await measureRounds(
      {
        what: 'First visit until a worker controls the page',
        contestants: contestants.filter(({ hasWorker }) => hasWorker),
        rounds,
        base: PASS_THROUGH_NAME,
      },
      async (each) => toMeasured(await each.visitFirst(), 'controlled'),
    )),
  ];
}

function toMeasured(
  /** @type {{ loaded: number, controlled: number, isAuthorized: boolean }} */ load,
  /** @type {'loaded' | 'controlled'} */ part,
) {
  return { times: [load[part]], authorized: load.isAuthorized ? 1 : 0, sent: 1 };
}
