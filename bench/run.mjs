// `npm run bench`: prints all measurements as a table of ratios. Each pair is measured in the same run. -- --quick
// fewer rounds, in under a minute -- --json FILE    also writes the rows, numbers included, to FILE
import { writeFileSync } from 'node:fs';
import { measureApiCalls } from './api-calls.mjs';
import { measureBundles } from './bundles.mjs';
import { measureContestants } from './contestants.mjs';
import { measureHangingOrganization } from './hanging-organization.mjs';
import { measureHeldRequest } from './held-request.mjs';
import { openLab } from './lab.mjs';
import { measureRevocations } from './revocations.mjs';
import { measureSignOuts } from './sign-outs.mjs';
import { measureSwitches } from './switches.mjs';

const isQuick = process.argv.includes('--quick');
const jsonFile = process.argv.includes('--json')
  ? process.argv[process.argv.indexOf('--json') + 1]
  : undefined;
if (process.argv.includes('--json') && (jsonFile === undefined || jsonFile.startsWith('--'))) {
  console.error('--json needs a file name.');
  process.exit(1);
}

const lab = await openLab();
try {
  const rows = [
    ...(await measureContestants(lab, isQuick ? 5 : 30)),
    ...(await measureApiCalls(lab, isQuick ? 100 : 500)),
    ...(await measureSwitches(lab, isQuick ? 10 : 50)),
    ...(await measureHangingOrganization(lab, isQuick ? 100 : 500)),
    ...(await measureHeldRequest(lab, isQuick ? 100 : 500)),
    ...(await measureRevocations(lab, isQuick ? 1 : 5)),
    ...(await measureSignOuts(lab, isQuick ? 3 : 20)),
    ...(await measureBundles()),
  ];
  console.log(`\nChromium ${lab.browser.version()}, Node ${process.version}${isQuick ? ', quick run' : ''}`);
  console.table(
    Object.fromEntries(
      rows.map(({ name, value, against, ratio, p95 = '', spread = '' }) => [
        name,
        { value, p95, 'measured against': against, ratio, spread },
      ]),
    ),
  );
  if (jsonFile !== undefined) {
    const environment = { chromium: lab.browser.version(), node: process.version, isQuick };
    writeFileSync(jsonFile, `${JSON.stringify({ environment, rows }, null, 2)}\n`);
  }
} finally {
  await lab.close();
}
