// How long the script of each worker is evaluated when it starts.
import { closeContestants, openContestants } from './contestants.mjs';
import { KINDS } from './kinds.mjs';
import { measureRounds } from './rounds.mjs';

const BASE = 'minimal token worker';
/** Starts of one worker before the next one has its turn. */
const STARTS = 3;

/**
 * @param {import('./lab.mjs').Lab} lab
 * @param {number} rounds
 */
export async function measureEvaluation(lab, rounds) {
  const kinds = KINDS.filter(({ hasWorker = true }) => hasWorker);
  const contestants = await openContestants(lab, kinds, { isTimed: true });
  try {
    const plan = { what: 'Evaluation of the worker script', contestants, rounds, base: BASE };
    return await measureRounds(plan, async ({ page, stopWorker }) => {
      const times = [];
      for (let start = 0; start < STARTS; start += 1) {
        await stopWorker();
        times.push(await page.evaluate(askWorker));
      }
      return { times };
    });
  } finally {
    await closeContestants(contestants);
  }
}

/** Runs in the page: starts the worker with a message, and returns its report, ms. */
async function askWorker() {
  const { port1, port2 } = new MessageChannel();
  const reply = new Promise((resolve) => {
    port1.onmessage = ({ data }) => resolve(data);
  });
  const { active } = await navigator.serviceWorker.ready;
  active?.postMessage('bench-evaluation', [port2]);
  return reply;
}
