// Counts what passed and failed from the reports of Vitest and Playwright, and names what failed.

/** @typedef {{ passed: number, failed: number, failures: string[] }} Count */

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

/** Flaky and skipped tests count as failed, and so does an error outside of a test. @returns {Count} */
export function countPlaywright(isOk, report) {
  const specs = (report?.suites ?? []).flatMap(specsOf);
  const notPassed = specs.filter(({ tests }) => tests.some(({ status }) => status !== 'expected'));
  return honest(isOk, report?.stats?.expected ?? 0, [
    ...notPassed.map(({ file, title }) => `${file} › ${title}`),
    ...(report?.errors ?? []).map(({ message }) => message),
  ]);
}

function specsOf({ specs = [], suites = [] }) {
  return [...specs, ...suites.flatMap(specsOf)];
}

/** A step that exits with an error or runs no tests has failed, whatever it counted. @returns {Count} */
function honest(isOk, passed, failures) {
  const failed = failures.length === 0 && (!isOk || passed === 0) ? 1 : failures.length;
  return { passed, failed, failures };
}
