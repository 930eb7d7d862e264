import { expect, test } from 'vitest';
import { countPlaywright } from '../../../scripts/count-tests.mjs';

/** A report of Playwright in which each file has one test. */
const reportOf = (...statuses: readonly (readonly [file: string, status: string])[]) => ({
  stats: { expected: statuses.filter(([, status]) => status === 'expected').length },
  suites: statuses.map(([file, status]) => ({ specs: [{ file, title: 'a title', tests: [{ status }] }] })),
});

test('a test that passes at its second attempt passes, and is named', () => {
  expect(countPlaywright(true, reportOf(['e2e/a.spec.ts', 'expected'], ['e2e/b.spec.ts', 'flaky']))).toEqual({
    passed: 2,
    failed: 0,
    failures: [],
    unsteady: ['e2e/b.spec.ts › a title'],
  });
});

test.each([
  ['an attack that succeeded once', 'attack/a.spec.ts', 'flaky'],
  ['a skipped test', 'e2e/a.spec.ts', 'skipped'],
  ['a test that failed twice', 'e2e/a.spec.ts', 'unexpected'],
])('%s has failed', (_, file, status) => {
  expect(
    countPlaywright(status === 'flaky', reportOf(['e2e/b.spec.ts', 'expected'], [file, status])),
  ).toEqual({
    passed: 1,
    failed: 1,
    failures: [`${file} › a title`],
    unsteady: [],
  });
});
