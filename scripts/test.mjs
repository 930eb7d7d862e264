// Runs a suite's steps one after the other and prints one line with the sums at the end.
//   node scripts/test.mjs        every gate and every test, with short long runs (`npm test`)
//   node scripts/test.mjs fast   types, lint and unit tests, for use while you work (`npm run test:fast`)
//   node scripts/test.mjs long   model, fuzz and kill runs at their full length (`npm run test:long`)
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** @typedef {{ passed: number, failed: number }} Count */

const root = fileURLToPath(new URL('..', import.meta.url));
const reports = mkdtempSync(join(tmpdir(), 'keyring-test-'));
const bin = (name) => join(root, 'node_modules', '.bin', name);

/** The full length of the long runs: 104,000 model steps, a million URLs, a thousand kills. */
const LONG = { MODEL_RUNS: '1040', FUZZ_ADDRESSES: '1000000', FUZZ_MESSAGES: '100000', KILLS: '1000' };

const types = { name: 'types', command: bin('tsc'), parameters: ['-b'], count: asGate };
const lint = { name: 'lint', command: bin('biome'), parameters: ['check', '.'], count: asGate };
const build = {
  name: 'build',
  command: bin('vite'),
  parameters: ['build', '--logLevel', 'warn'],
  count: asGate,
};

/** Steps run in this order, one at a time, because parallel steps would compete for the cores. */
const SUITES = {
  all: [
    types,
    lint,
    build,
    vitest('unit, fuzz and conformance tests', []),
    browser('attack and browser tests', []),
  ],
  fast: [types, lint, vitest('unit tests', ['--project', 'unit'], { MODEL_RUNS: '40' })],
  long: [
    build,
    vitest('long model run', ['--project', 'unit', 'tests/unit/keyring/sessions-are-never-lost'], LONG),
    vitest('long fuzz runs', ['--project', 'fuzz'], LONG),
    browser('thousand kills', ['killed-in', '--workers=1', '--global-timeout=0'], LONG),
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
    results.set(name, { passed: 0, failed: 1 });
    continue;
  }
  try {
    results.set(name, count(await run(command, parameters, environment())));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    results.set(name, { passed: 0, failed: 1 });
  }
}
rmSync(reports, { recursive: true, force: true });

console.log(`\n── sums ${'─'.repeat(66)}`);
let [passed, failed] = [0, 0];
for (const [name, count] of results) {
  console.log(`${count.failed === 0 ? '✓' : '✗'} ${name}: ${count.passed} passed, ${count.failed} failed`);
  passed += count.passed;
  failed += count.failed;
}
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
    parameters: ['test', ...parameters, '--reporter=list,json'],
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

/** A type check, a lint and a build count as one test each. @returns {Count} */
function asGate(isOk) {
  return isOk ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/** The report of a step; `undefined` if it ended without one. */
function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

/** A skipped test counts as failed, and so does a file that could not be loaded. @returns {Count} */
function countVitest(isOk, report) {
  const tests = report?.testResults?.flatMap(({ assertionResults }) => assertionResults) ?? [];
  const unloaded = report?.testResults?.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  );
  const passed = tests.filter(({ status }) => status === 'passed').length;
  return honest(isOk, passed, tests.length - passed + (unloaded?.length ?? 0));
}

/** Flaky and skipped tests count as failed, and so does an error outside of a test. @returns {Count} */
function countPlaywright(isOk, report) {
  const { expected = 0, unexpected = 0, flaky = 0, skipped = 0 } = report?.stats ?? {};
  return honest(isOk, expected, unexpected + flaky + skipped + (report?.errors?.length ?? 0));
}

/** A step that exits with an error or runs no tests has failed, whatever it counted. @returns {Count} */
function honest(isOk, passed, failed) {
  return { passed, failed: failed === 0 && (!isOk || passed === 0) ? 1 : failed };
}
