import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { rolldown } from 'rolldown';
import { transformSync } from 'rolldown/utils';
import { expect, test } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../../..');
const MODULES = readdirSync(resolve(ROOT, 'src/solid')).filter((file) => file !== 'index.ts');

/** The package contains the Solid binding with its JSX, as `scripts/build-library.mjs` bundles it. */
async function bundle(file: string): Promise<string> {
  const bundled = await rolldown({
    cwd: ROOT,
    input: `src/solid/${file}`,
    external: (_id, importer) => importer !== undefined,
    tsconfig: 'tsconfig.page.json',
  });
  const { output } = await bundled.generate({ format: 'es' });
  return output[0].code;
}

/** The module without its types, before anything is removed. */
function compile(file: string): string {
  const source = readFileSync(resolve(ROOT, 'src/solid', file), 'utf8');
  return transformSync(file, source, { jsx: 'preserve' }).code;
}

/** The names of the properties that the code reads, sets or calls. */
function propertiesOf(code: string): readonly string[] {
  const withoutComments = code.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$|^import .*$/gm, '');
  return [
    ...new Set([...withoutComments.matchAll(/\w\)?\??\.([a-z]\w*)/gi)].map(([, name = '']) => name)),
  ].sort();
}

test('the bundle with JSX has the code that hides unconfirmed components', async () => {
  const code = await bundle('Concealed.tsx');
  expect(code).toContain('<div ref=');
  expect(code).toContain('content.style.display = ');
});

test.each(MODULES)('the bundle of %s uses every property that the source uses', async (file) => {
  expect(propertiesOf(await bundle(file))).toEqual(propertiesOf(compile(file)));
});
