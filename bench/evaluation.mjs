// How long the script of each worker is evaluated when it starts.
import { KINDS, openContestant } from './contestants.mjs';
import { measureRounds } from './rounds.mjs';

const BASE = 'minimal token worker';
/** Starts of one worker before the next one has its turn. */
const STARTS = 3;

/**
 * @param {import('./lab.mjs').Lab} lab
 * @param {number} rounds
 */
export async function measureEvaluation(lab, rounds) {
  const contestants = [];
  try {
    for (const kind of KINDS.filter(({ hasWorker = true }) => hasWorker))
      contestants.push(await openContestant(lab, { ...kind, isTimed: true }));
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
    for (const contestant of contestants) await contestant.close();
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
