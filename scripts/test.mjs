// Runs a suite's steps one after the other, then names the tests that failed, and prints one line with the sums at the end.
//   node scripts/test.mjs        every gate and every test that is not long (`npm test`)
//   node scripts/test.mjs fast   types, lint and unit tests, for use while you work (`npm run test:fast`)
//   node scripts/test.mjs long   the long tests, and model, fuzz and kill runs at full length (`npm run test:long`)
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compiler } from './compiler.mjs';
import { asGate, countPlaywright, countVitest } from './count-tests.mjs';

/** @typedef {import('./count-tests.mjs').Count} Count */

const root = fileURLToPath(new URL('..', import.meta.url));
const reports = mkdtempSync(join(tmpdir(), 'keyring-test-'));
const bin = (name) => join(root, 'node_modules', '.bin', name);

/**
 * The length of the long runs: 104,000 model steps, a million URLs, 300 kills, 100 races, a thousand faulty responses. A run
 * before a release makes a thousand kills (`npm run test:kills`).
 */
const LONG = {
  MODEL_RUNS: '1040',
  FUZZ_ADDRESSES: '1000000',
  FUZZ_MESSAGES: '100000',
  KILLS: '300',
  RACE_ROUNDS: '10',
  FAULTY_RESPONSES: '1000',
  POSTS: '500',
  SWITCH_KILLS: '60',
  FLAPS: '200',
  CLIENT_CALLS: '125',
  WEBHOOKS: '10000',
  MENU_SWITCHES: '100',
  CROSS_ORIGIN_SWITCHES: '200',
  OFFLINE_NOTES: '100',
  TABS: '50',
  HARD_RELOADS: '6',
  SCREEN_LOOKS: '4',
};

/**
 * How many browser tests of a run may need a second attempt. Each is named at the end. Without the variable none may.
 * See docs/decisions/0059-ci-repeats-at-most-two-browser-tests.md.
 */
const UNSTEADY_LIMIT = Number(process.env.UNSTEADY_LIMIT ?? 0);

const types = { name: 'types', command: process.execPath, parameters: [compiler, '-b'], count: asGate };
const lint = { name: 'lint', command: bin('biome'), parameters: ['check', '.'], count: asGate };
const build = {
  name: 'build',
  command: bin('vite'),
  parameters: ['build', '--logLevel', 'warn'],
  count: asGate,
};

/** The kill, race and fault tests of the browser. */
const MASS_SPECS = ['killed-in', 'wins-every-race', 'thousand-faulty', 'two-hundred-flaps'];

/** The browser tests whose length is a variable. */
const LONG_SPECS = [
  ...MASS_SPECS,
  'unmodified-authkit-react',
  'a-hundred-menu-switches',
  'cross-origin-api-gets-the-right',
  'notes-written-offline-are-sent',
  'fifty-tabs',
  'a-hard-reload-leaves',
  'every-screen-is-accessible',
];

/** The browser tests whose result depends on whether organizations share a credential. */
const CREDENTIAL_SPECS = [
  'a-broken-database',
  'a-later-version-is-left-alone',
  'a-session-handle-is-no-credential',
  'a-user-who-is-not-a-member',
  'an-expired-token-is-refreshed',
  'an-organization-says-which',
  'an-sso-organization-asks',
  'session-changes-reach',
  'signing-out-of-one',
  'some-sessions-are-signed-out',
];

/** The tag of browser tests that take six seconds and more, on two cores. */
const LONG_TAG = '@long';

/** Every other browser test, as a pattern of paths. */
const OTHER_SPECS = `^(?!.*(?:${LONG_SPECS.join('|')})).*$`;

/** Steps run in this order, one at a time, because parallel steps would compete for the cores. */
const SUITES = {
  all: [
    types,
    lint,
    build,
    vitest('unit, fuzz and conformance tests', ['--project=unit', '--project=fuzz', '--project=conformance']),
    browser('attack and browser tests', ['--grep-invert', LONG_TAG]),
  ],
  fast: [types, lint, vitest('unit tests', ['--project', 'unit'], { MODEL_RUNS: '40' })],
  long: [
    build,
    vitest(
      'long unit runs',
      ['--project', 'unit', 'sessions-are-never-lost', 'a-webhook-is-signed', 'false-hints-end'],
      LONG,
    ),
    vitest('long fuzz runs', ['--project', 'fuzz'], LONG),
    vitest('several processes on PostgreSQL', ['--project', 'postgresql']),
    vitest('other hosts, and a server with open streams', ['--project', 'hosts'], LONG),
    browser('long browser tests', [OTHER_SPECS, '--grep', LONG_TAG, '--global-timeout=0']),
    // All attacks on the vault again, under another script URL and scope.
    browser('attacks on the second configuration', ['attack/vault', '--workers=1'], { VAULT_SCOPE: '/app/' }),
    browser('long browser runs', [...LONG_SPECS, '--workers=1', '--global-timeout=0'], LONG),
    browser(
      'long browser runs with separate credentials',
      [...MASS_SPECS, ...CREDENTIAL_SPECS, '--workers=1', '--global-timeout=0'],
      {
        ...LONG,
        KILLS: '60',
        POSTS: '50',
        RACE_ROUNDS: '1',
        FAULTY_RESPONSES: '75',
        FLAPS: '20',
        TEST_CREDENTIALS: 'separate',
      },
    ),
  ],
};

const suite = process.argv[2] ?? 'all';
const steps = SUITES[suite];
if (steps === undefined) {
  console.error(`There is no suite "${suite}": ${Object.keys(SUITES).join(', ')}`);
  process.exit(1);
}

/** @type {Map<string, Count>} */
const results = new Map();
for (const { name, command, parameters, environment = () => ({}), needs, count } of steps) {
  console.log(`\n── ${name} ${'─'.repeat(70 - name.length)}`);
  if (needs !== undefined && results.get(needs)?.failed !== 0) {
    console.log(`not run: ${needs} failed`);
    results.set(name, asGate(false));
    continue;
  }
  try {
    results.set(name, count(await run(command, parameters, environment())));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    results.set(name, asGate(false));
  }
}
rmSync(reports, { recursive: true, force: true });

console.log(`\n── sums ${'─'.repeat(66)}`);
let [passed, failed] = [0, 0];
const unsteady = [...results.values()].flatMap((count) => count.unsteady ?? []);
if (unsteady.length > UNSTEADY_LIMIT)
  results.set(`at most ${UNSTEADY_LIMIT} tests needed a second attempt`, {
    passed: 0,
    failed: 1,
    failures: unsteady,
  });
for (const [name, count] of results) {
  console.log(`${count.failed === 0 ? '✓' : '✗'} ${name}: ${count.passed} passed, ${count.failed} failed`);
  for (const title of count.failures) console.log(`    ✗ ${title}`);
  passed += count.passed;
  failed += count.failed;
}
for (const title of unsteady) console.log(`! passed at its second attempt: ${title}`);
process.exitCode = failed === 0 ? 0 : 1;
console.log(`\n${passed} passed, ${failed} failed`);

/** Runs Vitest with `parameters` and counts from its report. */
function vitest(name, parameters, variables = {}) {
  const report = join(reports, `${name.replaceAll(' ', '-')}.json`);
  return {
    name,
    command: bin('vitest'),
    parameters: [
      'run',
      ...parameters,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
    ],
    environment: () => variables,
    count: (isOk) => countVitest(isOk, readReport(report)),
  };
}

/** Runs Playwright with `parameters` and counts from its report. */
function browser(name, parameters, variables = {}) {
  const report = join(reports, `${name.replaceAll(' ', '-')}.json`);
  return {
    name,
    command: bin('playwright'),
    parameters: ['test', ...parameters, `--retries=${UNSTEADY_LIMIT > 0 ? 1 : 0}`, '--reporter=list,json'],
    environment: () => ({
      ...variables,
      CHROMIUM_PATH: browserPath(),
      APP_IS_BUILT: '1',
      PLAYWRIGHT_JSON_OUTPUT_FILE: report,
    }),
    needs: 'build',
    count: (isOk) => countPlaywright(isOk, readReport(report)),
  };
}

/** Runs a step and shows its output. @returns whether it succeeded */
function run(command, parameters, environment) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, parameters, {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...environment },
    });
    child.once('error', reject);
    child.once('exit', (code) => resolve(code === 0));
  });
}

function browserPath() {
  try {
    return execFileSync(process.execPath, [join(root, 'scripts', 'browser.mjs')], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    }).trim();
  } catch {
    throw new Error('The browser tests were not run: there is no browser.');
  }
}

/** The report of a step; `undefined` if it ended without one. */
function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}
