// Where the time of a repeat load, of a first visit and of a cold call goes: the median moments of their steps, from traces of a
// Chromium that nothing else observes. Tracing itself costs time, so the moments of two contestants compare, and not with the rows of
// `npm run bench`.
//
// node bench/timeline.mjs [--rounds N] [--only repeat-load,first-visit,cold-call]
import { parseArgs } from 'node:util';
import { KEYRING_KIND, KINDS, PASS_THROUGH_KIND } from './kinds.mjs';
import { median, openLab } from './lab.mjs';
import { COLD_CALL, FIRST_VISIT, momentsOf, REPEAT_LOAD } from './trace-steps.mjs';
import { openUnobserved } from './unobserved-contestants.mjs';

/** @typedef {import('./unobserved-contestants.mjs').UnobservedContestant} Contestant */

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '12' },
    only: { type: 'string', default: 'repeat-load,first-visit,cold-call' },
  },
});

const TIMELINES = {
  'repeat-load': {
    steps: REPEAT_LOAD,
    kinds: KINDS.slice(0, 4),
    prepare: async () => {},
    run: (/** @type {Contestant} */ { reload }) => reload(),
  },
  'first-visit': {
    steps: FIRST_VISIT,
    kinds: [PASS_THROUGH_KIND, KEYRING_KIND],
    prepare: async () => {},
    run: (/** @type {Contestant} */ { visitFirst }) => visitFirst(),
  },
  'cold-call': {
    steps: COLD_CALL,
    kinds: [PASS_THROUGH_KIND, KEYRING_KIND],
    prepare: (/** @type {Contestant} */ { stopWorker }) => stopWorker(),
    run: (/** @type {Contestant} */ { evaluate }) => evaluate(callOnce, undefined),
  },
};

/** Runs in the page. */
async function callOnce() {
  performance.mark('bench-call');
  const response = await Reflect.get(globalThis, 'callApi')('/api/bench');
  await response.json();
}

const names = options.only.split(',');
const unknown = names.find((name) => !Object.hasOwn(TIMELINES, name));
if (unknown !== undefined) throw new Error(`--only: "${unknown}" is none of ${Object.keys(TIMELINES)}.`);

const lab = await openLab();
try {
  for (const [name, { steps, kinds, prepare, run }] of Object.entries(TIMELINES)) {
    if (!names.includes(name)) continue;
    const { contestants, close } = await openUnobserved(lab, kinds);
    try {
      /** @type {Map<string, Record<string, number>[]>} */
      const measured = new Map(contestants.map((each) => [each.name, []]));
      for (const each of contestants) await each.reload();
      for (let round = 0; round < Number(options.rounds); round += 1)
        for (const each of contestants) {
          await prepare(each);
          const events = await each.trace(() => run(each));
          measured.get(each.name)?.push(momentsOf(events, steps));
        }
      print(name, measured);
    } finally {
      await close();
    }
  }
} finally {
  await lab.close();
}

function print(/** @type {string} */ what, /** @type {Map<string, Record<string, number>[]>} */ measured) {
  console.log(`\n${what}: ms`);
  const columns = [...measured].map(([name, rounds]) => {
    const steps = Object.keys(rounds[0]).map((step) => {
      const known = rounds.map((round) => round[step]).filter((moment) => !Number.isNaN(moment));
      return [step, known.length === 0 ? '' : median(known).toFixed(1)];
    });
    return /** @type {const} */ ([name, Object.fromEntries(steps)]);
  });
  const steps = Object.keys(columns[0][1]);
  console.table(
    Object.fromEntries(
      steps.map((step) => [
        step,
        Object.fromEntries(columns.map(([name, moments]) => [name, moments[step]])),
      ]),
    ),
  );
}
