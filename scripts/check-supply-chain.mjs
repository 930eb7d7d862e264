// Checks what reaches a user of the package: the production dependencies of the lockfile.
//   - No production dependency runs a script at its installation.
//   - Each has one of the licences below.
//   - `npm audit` knows no vulnerability of level moderate or above. Without a reachable registry this check is reported
//     as not run and does not fail, because the registry says nothing about the packages then.
// Usage: node scripts/check-supply-chain.mjs [LOCKFILE] [--no-audit]
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const LICENCES = ['MIT', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', '0BSD'];
/** Longest time for `npm audit`, ms. */
const AUDIT_TIMEOUT = 60_000;

const parameters = process.argv.slice(2);
const withAudit = !parameters.includes('--no-audit');
const lockfile =
  parameters.find((parameter) => !parameter.startsWith('--')) ??
  fileURLToPath(new URL('../package-lock.json', import.meta.url));
const { packages } = JSON.parse(readFileSync(lockfile, 'utf8'));

// Peer dependencies are chosen by the app that installs the package.
const production = Object.entries(packages).filter(
  ([path, { dev, devOptional, peer }]) => path !== '' && !dev && !devOptional && !peer,
);
const problems = production.flatMap(([path, entry]) => [
  ...(entry.hasInstallScript ? [`${path} runs a script at its installation.`] : []),
  ...(LICENCES.includes(entry.license)
    ? []
    : [`${path} has the licence ${entry.license ?? 'unknown'}, which is not on the list.`]),
]);
if (production.length === 0) problems.push('The lockfile lists no production dependency at all.');

for (const [path, { version, license }] of production)
  console.log(`${path.slice(path.lastIndexOf('node_modules/') + 13)}@${version}: ${license}`);
if (withAudit) problems.push(...audit());

for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exit(1);

/** @returns what the registry knows about the production dependencies; nothing if it cannot be reached */
function audit() {
  const { stdout } = spawnSync('npm', ['audit', '--omit=dev', '--json'], {
    cwd: dirname(lockfile),
    encoding: 'utf8',
    timeout: AUDIT_TIMEOUT,
  });
  const report = parse(stdout);
  const counts = report?.metadata?.vulnerabilities;
  if (counts === undefined) {
    console.log(`npm audit: NOT RUN, the registry gave no report within ${AUDIT_TIMEOUT / 1000} s.`);
    return [];
  }
  const found = ['moderate', 'high', 'critical'].filter((level) => counts[level] > 0);
  console.log(`npm audit: ${counts.total} known vulnerabilities.`);
  return found.map((level) => `npm audit: ${counts[level]} of level ${level}.`);
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
