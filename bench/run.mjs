// `npm run bench`: every measurement as a table of ratios, each pair measured side by side in one run.
import { measureApiCalls } from './api-calls.mjs';
import { measureBundles } from './bundles.mjs';
import { measureHangingOrganization } from './hanging-organization.mjs';
import { openLab } from './lab.mjs';
import { measureSignOuts } from './sign-outs.mjs';
import { measureSwitches } from './switches.mjs';

const isQuick = process.argv.includes('--quick');
const lab = await openLab();
try {
  const rows = [
    ...(await measureApiCalls(lab, isQuick ? 100 : 500)),
    ...(await measureSwitches(lab, isQuick ? 10 : 50)),
    ...(await measureHangingOrganization(lab, isQuick ? 100 : 500)),
    ...(await measureSignOuts(lab, isQuick ? 3 : 20)),
    ...(await measureBundles()),
  ];
  console.log(`\nChromium ${lab.browser.version()}, Node ${process.version}${isQuick ? ', quick run' : ''}`);
  console.table(
    Object.fromEntries(
      rows.map(({ name, value, against, ratio }) => [name, { value, 'measured against': against, ratio }]),
    ),
  );
} finally {
  await lab.close();
}
