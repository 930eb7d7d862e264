import { readdirSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../../..');
/** Folders of tests that are about the repository, and of their support. */
const OTHERS = ['architecture', 'support', 'scripts'];

/** The folders below a folder, as paths relative to it. */
function foldersIn(folder: string): readonly string[] {
  const path = join(ROOT, folder);
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ parentPath, name }) => relative(path, join(parentPath, name)));
}

test('tests/unit has the folders of src, sw, server and dev', () => {
  const sources = ['sw', 'server', 'dev'].flatMap((folder) => [
    folder,
    ...foldersIn(folder).map((inner) => join(folder, inner)),
  ]);
  const tests = foldersIn('tests/unit').filter((folder) => !OTHERS.includes(folder));
  expect(tests.length).toBeGreaterThan(10);
  expect(tests.filter((folder) => ![...sources, ...foldersIn('src')].includes(folder))).toEqual([]);
});
