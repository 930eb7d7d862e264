// Type tests of the built package (tests/types), once per world: page, worker and server have different globals.
// `@ts-expect-error` marks what must not compile; the compiler fails where it does. The samples of the documents are
// checked in the same way, and the examples of the declarations. Each export has a description, and each function an example.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { undocumentedExports } from './check-tsdoc.mjs';
import { compiler } from './compiler.mjs';
import { deadLinks, exactOptions, missingValues, unexportedTypes } from './declarations.mjs';
import { unclearSamples, WORLDS, writeDocSamples, writeExamples } from './doc-samples.mjs';
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
  const undocumented = undocumentedExports(root, name);
  count(
    undocumented.length === 0,
    [`the exports of "${name}" are documented`, ...undocumented].join('; not '),
  );
  const missing = missingValues(root, name);
  count(missing.length === 0, [`"${name}" has the values that it declares`, ...missing].join('; not '));
  const unexported = unexportedTypes(root, name);
  count(
    unexported.length === 0,
    [`an app can import the types that "${name}" shows`, ...unexported].join('; not '),
  );
  const exact = exactOptions(root, name);
  count(exact.length === 0, [`each option of "${name}" may be \`undefined\``, ...exact].join('; not '));
  const links = deadLinks(root, name);
  count(
    links.length === 0,
    [`the descriptions of "${name}" link to what it declares`, ...links].join('; not '),
  );
}
count(compiles('tests/types/tsconfig.testing.json'), 'the testing entry has the types that are promised');
for (const world of Object.keys(WORLDS)) {
  // The type tests of Solid are among those of the page.
  if (world !== 'solid')
    count(
      compiles(`tests/types/tsconfig.${world}.json`),
      `the ${world} entries have the types that are promised`,
    );
  const samples = writeDocSamples(root, world);
  count(
    samples.count > 0 && compiles(samples.folder),
    `${samples.count} samples of the documents compile (${world})`,
  );
  const examples = writeExamples(root, world);
  count(
    examples.count > 0 && compiles(examples.folder),
    `${examples.count} examples of the declarations compile (${world})`,
  );
}
const unclear = unclearSamples(root);
count(
  unclear.length === 0,
  `every sample of the documents belongs to one world${unclear.map((name) => `; not ${name}`).join('')}`,
);
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

function compiles(project) {
  return spawnSync(process.execPath, [compiler, '-p', project], { cwd: root, stdio: 'inherit' }).status === 0;
}

function count(isRight, what) {
  console.log(`${isRight ? '✓' : '✗'} ${what}`);
  if (isRight) passed += 1;
  else failed += 1;
}
