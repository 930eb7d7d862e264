// `npm run bench`: prints all measurements as a table of ratios. What is compared is measured in the same run. Options:
// --quick          fewer rounds
// --rounds N       rounds of the rows that compare contestants
// --only A,B       only these groups, the keys of `groups` below
// --persistent     contestants have profiles on disk, where IndexedDB is slower than in Playwright's contexts
// --json FILE      also writes the rows, with their numbers, to FILE
import { writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { measureApiCalls } from './api-calls.mjs';
import { measureBundles } from './bundles.mjs';
import { measureCalls } from './calls.mjs';
import { measureEvaluation } from './evaluation.mjs';
import { measureGrowth } from './growth.mjs';
import { measureHangingOrganization } from './hanging-organization.mjs';
import { measureHeldRequest } from './held-request.mjs';
import { openLab } from './lab.mjs';
import { measureLargeTransfers } from './large-transfers.mjs';
import { measureLoads } from './loads.mjs';
import { measureSessions } from './many-sessions.mjs';
import { measureRevocations } from './revocations.mjs';
import { measureScriptSizes } from './script-sizes.mjs';
import { measureSignOuts } from './sign-outs.mjs';
import { measureSwitchTurns } from './switch-turns.mjs';
import { measureSwitches } from './switches.mjs';
import { measureTabCalls } from './tab-calls.mjs';
import { measureTrace } from './trace-replay.mjs';
import { measureTransfers } from './transfers.mjs';

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    only: { type: 'string' },
    persistent: { type: 'boolean', default: false },
    json: { type: 'string' },
  },
});
const pick = (/** @type {number} */ quick, /** @type {number} */ full) => (options.quick ? quick : full);
const rounds = Number(options.rounds ?? pick(5, 30));
if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds needs a whole number above 0.');

const lab = await openLab({ isPersistent: options.persistent });
/** @type {Record<string, () => Promise<object[]>>} */
const groups = {
  calls: () => measureCalls(lab, rounds),
  loads: () => measureLoads(lab, rounds),
  transfers: () => measureTransfers(lab, rounds),
  large: () => measureLargeTransfers(lab, rounds),
  sessions: () => measureSessions(lab, { rounds, sessions: options.quick ? [1, 20, 50] : [1, 50, 200] }),
  tabs: () => measureTabCalls(lab, rounds),
  growth: () => measureGrowth(lab, rounds),
  trace: () => measureTrace(lab),
  scriptSizes: () => measureScriptSizes(lab, rounds),
  evaluation: () => measureEvaluation(lab, rounds),
  switchTurns: () => measureSwitchTurns(lab, rounds),
  api: () => measureApiCalls(lab, pick(100, 500)),
  switches: () => measureSwitches(lab, pick(10, 50)),
  hanging: () => measureHangingOrganization(lab, pick(100, 500)),
  held: () => measureHeldRequest(lab, pick(100, 500)),
  revocations: () => measureRevocations(lab, pick(1, 5)),
  signOuts: () => measureSignOuts(lab, pick(3, 20)),
  bundles: () => measureBundles(),
};
const names = options.only?.split(',') ?? Object.keys(groups);
try {
  const rows = [];
  for (const name of names) {
    const measure = groups[name];
    if (measure === undefined) throw new Error(`--only: "${name}" is none of ${Object.keys(groups)}.`);
    rows.push(...(await measure()));
  }
  const environment = {
    chromium: lab.browser.version(),
    node: process.version,
    isQuick: options.quick,
    isPersistent: options.persistent,
    cores: cpus().length,
    load: loadavg()[0],
  };
  console.log(`\n${JSON.stringify(environment)}`);
  console.table(
    Object.fromEntries(
      rows.map(({ name, value, against, ratio, p95 = '', spread = '', authorized = '' }) => [
        name,
        { value, p95, 'measured against': against, ratio, spread, authorized },
      ]),
    ),
  );
  if (options.json !== undefined)
    writeFileSync(options.json, `${JSON.stringify({ environment, rows }, null, 2)}\n`);
} finally {
  await lab.close();
}
