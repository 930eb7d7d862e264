// The `ts` and `tsx` samples of README.md and docs/*.md, and the `@example` blocks of the declarations, for the type tests:
// each is a file that imports the package by its name.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readExamples } from './tsdoc-examples.mjs';

/** A sample has the globals of the part of the package that it imports. */
export const WORLDS = {
  page: { entry: /'org-keyring\/(?:client|authkit)'/, lib: ['ES2023', 'DOM', 'DOM.Iterable'], types: [] },
  react: {
    entry: /'org-keyring\/react'/,
    lib: ['ES2023', 'DOM', 'DOM.Iterable'],
    types: [],
    jsx: { jsx: 'react-jsx' },
  },
  solid: {
    entry: /'org-keyring\/solid'/,
    lib: ['ES2023', 'DOM', 'DOM.Iterable'],
    types: [],
    jsx: { jsx: 'preserve', jsxImportSource: 'solid-js' },
  },
  worker: { entry: /'org-keyring\/worker'/, lib: ['ES2023', 'WebWorker'], types: [] },
  node: { entry: /'org-keyring\/(?:server|vite|testing)/, lib: ['ES2023'], types: ['node'] },
};

/**
 * Writes the samples of one world with a `tsconfig.json`.
 *
 * @param {string} root the repository
 * @param {keyof typeof WORLDS} world
 * @returns {{ folder: string, count: number }} where they are, and how many there are
 */
export function writeDocSamples(root, world) {
  return writeProject(
    root,
    join('doc-samples', world),
    world,
    readSamples(root).filter((sample) => worldsOf(sample).includes(world)),
  );
}

/**
 * Writes the `@example` blocks of one world, with the globals of the app that they use. The same parameters and result.
 */
export function writeExamples(root, world) {
  return writeProject(root, join('examples', world), world, readExamples(root, world), [
    `../../../tests/types/examples/${world}.ts`,
  ]);
}

function writeProject(root, path, world, samples, globals = []) {
  const { lib, types, jsx } = WORLDS[world];
  // Inside of the repository, so that the package and its peers are found.
  const folder = join(root, '.types', path);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const { name, code } of samples) writeFileSync(join(folder, name), code);
  const configuration = {
    extends: '../../../tests/types/tsconfig.json',
    // The type tests check the declarations of this package. Those of others, such as Workbox's, are not ours.
    compilerOptions: { lib, types, skipLibCheck: true, ...jsx },
    files: [...globals, ...samples.map(({ name }) => name)],
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(configuration));
  return { folder, count: samples.length };
}

/** Names of samples that import no entry, or the entries of two worlds: they would be checked never or twice. */
export function unclearSamples(root) {
  return readSamples(root)
    .filter((sample) => worldsOf(sample).length !== 1)
    .map(({ name }) => name);
}

/** A sample with JSX is that of a framework, and may import the client too. */
function worldsOf({ name, code }) {
  const worlds = Object.keys(WORLDS).filter((world) => WORLDS[world].entry.test(code));
  return name.endsWith('.tsx') ? worlds.filter((world) => WORLDS[world].jsx !== undefined) : worlds;
}

function readSamples(root) {
  const documents = ['README.md', ...readdirSync(join(root, 'docs')).map((name) => `docs/${name}`)];
  return documents
    .filter((path) => path.endsWith('.md'))
    .flatMap((path) =>
      [...readFileSync(join(root, path), 'utf8').matchAll(/^```(tsx?)\n([\s\S]*?)^```$/gm)].map(
        ([, language, code], index) => ({
          name: `${path.replaceAll(/[/.]/g, '-')}-${index + 1}.${language}`,
          code,
        }),
      ),
    );
}
