import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const ROOT = new URL('../../../', import.meta.url);
const REQUIREMENTS = Array.from({ length: 44 }, (_, index) => `R${index + 1}`);
const PAGES = ['docs/requirements.md', 'docs/threat-model.md'];

const read = (path: string): string => readFileSync(new URL(path, ROOT), 'utf8');
const testFiles = readdirSync(new URL('tests/', ROOT), { recursive: true, encoding: 'utf8' })
  .map((name) => `tests/${name}`)
  .filter((path) => /\.(?:test|spec)\.ts$/.test(path));
/** Where tests say what they show: the text of a title begins with its requirements, or is in a table of titles. */
const TITLE = /(['"`])((?:R\d+, )*R\d+)(?::|\b)/g;
/** The body that an attack's file plays, which has its titles. */
const BODY = /from '\.{1,2}\/(bodies\/[\w-]+\.ts)'/;
const titlesOf = (path: string): string => {
  const body = BODY.exec(read(path))?.[1];
  return read(path) + (body === undefined ? '' : read(`tests/attack/${body}`));
};
const namedIn = (path: string): ReadonlySet<string> =>
  new Set([...titlesOf(path).matchAll(TITLE)].flatMap(([, , names = '']) => names.split(', ')));

/** The rows of the table, as their cells. */
const rows = read('docs/requirements.md')
  .split('\n')
  .filter((line) => /^\| R\d+ /.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()));
/** The files that a text links to, from the root of the repository. */
const linksOf = (text: string): readonly string[] =>
  [...text.matchAll(/\]\(\.\.\/(tests\/[^)#]+)\)/g)].flatMap(([, path]) => path ?? []);

describe.each(REQUIREMENTS)('%s', (name) => {
  const row = rows.find(([, first]) => first === name);

  test('has one row, with what it asks for, the tests that show it and what was taken out', () => {
    expect(rows.filter(([, first]) => first === name)).toHaveLength(1);
    const [, , demand = '', tests = '', mutations = ''] = row ?? [];
    expect(demand.length).toBeGreaterThan(20);
    expect(linksOf(tests).length).toBeGreaterThan(0);
    expect(mutations.length).toBeGreaterThan(20);
  });

  test('is named by a title in the tests of its row', () => {
    const files = linksOf(row?.[3] ?? '').filter((path) => path.endsWith('.ts') && testFiles.includes(path));
    const named = files.filter((path) => namedIn(path).has(name));
    expect(named).not.toEqual([]);
  });
});

test('every file that the two pages name is there', () => {
  for (const page of PAGES)
    for (const path of linksOf(read(page)))
      expect([page, path, existsSync(new URL(path, ROOT))]).toEqual([page, path, true]);
});

test('every attack is named on one of the two pages', () => {
  const linked = new Set(PAGES.flatMap((page) => linksOf(read(page))));
  const attacks = testFiles.filter((path) => /^tests\/attack\/[^/]+$/.test(path));
  expect(attacks.length).toBeGreaterThan(15);
  expect(attacks.filter((path) => !linked.has(path))).toEqual([]);
});
