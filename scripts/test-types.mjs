// Type tests of the built package (tests/types), once per world: page, worker and server have different globals.
// `@ts-expect-error` marks what must not compile; the compiler fails where it does.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ENTRIES } from './entries.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const tests = join(root, 'tests', 'types');

let [passed, failed] = [0, 0];
for (const { name } of ENTRIES) {
  const file = `${name.replaceAll('/', '-')}.test-d`;
  count(
    existsSync(join(tests, `${file}.ts`)) || existsSync(join(tests, `${file}.tsx`)),
    `${file} tests "${name}"`,
  );
}
for (const world of ['page', 'worker', 'node']) {
  const { status } = spawnSync(
    join(root, 'node_modules', '.bin', 'tsc'),
    ['-p', `tests/types/tsconfig.${world}.json`],
    {
      cwd: root,
      stdio: 'inherit',
    },
  );
  count(status === 0, `the ${world} entries have the types that are promised`);
}
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

function count(isRight, what) {
  console.log(`${isRight ? '✓' : '✗'} ${what}`);
  if (isRight) passed += 1;
  else failed += 1;
}
