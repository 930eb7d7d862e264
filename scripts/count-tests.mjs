// Counts what passed and failed from the reports of Vitest and Playwright, and names what failed.

/**
 * @typedef {object} Count
 * @property {number} passed
 * @property {number} failed
 * @property {string[]} failures the titles of what failed
 * @property {string[]} [unsteady] the titles of what passed at its second attempt only
 */

/** A type check, a lint and a build count as one test each. @returns {Count} */
export function asGate(isOk) {
  return isOk ? { passed: 1, failed: 0, failures: [] } : { passed: 0, failed: 1, failures: [] };
}

/** A skipped test counts as failed, and so does a file that could not be loaded. @returns {Count} */
export function countVitest(isOk, report) {
  const files = report?.testResults ?? [];
  const tests = files.flatMap(({ assertionResults }) => assertionResults);
  const notPassed = tests.filter(({ status }) => status !== 'passed').map(({ fullName }) => fullName);
  const unloaded = files
    .filter(({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0)
    .map(({ name }) => name);
  return honest(isOk, tests.length - notPassed.length, [...notPassed, ...unloaded]);
}

/**
 * Skipped tests count as failed, and so does an error outside of a test. A test that passed at its second attempt is unsteady;
 * an attack that failed once has failed (docs/decisions/0059-ci-repeats-at-most-two-browser-tests.md).
 *
 * @returns {Count}
 */
export function countPlaywright(isOk, report) {
  const specs = (report?.suites ?? []).flatMap(specsOf);
  const titlesOf = (some) => some.map(({ file, title }) => `${file} › ${title}`);
  const isUnsteady = ({ file, tests }) =>
    !file.startsWith('attack/') &&
    tests.some(({ status }) => status === 'flaky') &&
    tests.every(({ status }) => status === 'flaky' || status === 'expected');
  const notPassed = specs.filter(({ tests }) => tests.some(({ status }) => status !== 'expected'));
  const unsteady = notPassed.filter(isUnsteady);
  const failures = [
    ...titlesOf(notPassed.filter((spec) => !isUnsteady(spec))),
    ...(report?.errors ?? []).map(({ message }) => message),
  ];
  return {
    ...honest(isOk, (report?.stats?.expected ?? 0) + unsteady.length, failures),
    unsteady: titlesOf(unsteady),
  };
}

function specsOf({ specs = [], suites = [] }) {
  return [...specs, ...suites.flatMap(specsOf)];
}

/** A step that exits with an error or runs no tests has failed, whatever it counted. @returns {Count} */
function honest(isOk, passed, failures) {
  const failed = failures.length === 0 && (!isOk || passed === 0) ? 1 : failures.length;
  return { passed, failed, failures };
}
