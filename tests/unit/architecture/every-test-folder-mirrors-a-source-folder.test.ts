import { readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../../..');
/** Folders of tests that are about the repository, and of their support. */
const OTHERS = ['architecture', 'support', 'scripts'];

/** The folders below a folder that have a file with this ending, as paths relative to it. */
function foldersIn(folder: string, ending: string): readonly string[] {
  const path = join(ROOT, folder);
  const files = readdirSync(path, { recursive: true, encoding: 'utf8' });
  return [...new Set(files.filter((file) => file.endsWith(ending)).map((file) => dirname(file)))];
}

test('tests/unit has the folders of src, sw, server and dev', () => {
  const sources = ['sw', 'server', 'dev'].flatMap((folder) =>
    foldersIn(folder, '.ts').map((inner) => join(folder, inner)),
  );
  const tests = foldersIn('tests/unit', '.test.ts').filter((folder) => !OTHERS.includes(folder));
  expect(tests.length).toBeGreaterThan(10);
  const mirrored = [...sources, ...foldersIn('src', '.ts')];
  expect(tests.filter((folder) => !mirrored.some((source) => `${source}/`.startsWith(`${folder}/`)))).toEqual(
    [],
  );
});
