import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const ROOT = new URL('../../../', import.meta.url);
const REQUIREMENTS = Array.from({ length: 56 }, (_, index) => `R${index + 1}`);
const PAGES = ['docs/requirements.md', 'docs/threat-model.md'];

const read = (path: string): string => readFileSync(new URL(path, ROOT), 'utf8');
const testFiles = readdirSync(new URL('tests/', ROOT), { recursive: true, encoding: 'utf8' })
  .map((name) => `tests/${name}`)
  .filter((path) => /\.(?:test|spec)\.ts$/.test(path));
/** Where tests say what they show: the text of a title begins with its requirements, or is in a table of titles. */
const TITLE = /(['"`])((?:R\d+, )*R\d+)(?::|\b)/g;
/** The body that an attack's file plays, which has its titles. */
const BODY = /from '(\.[^']*\/bodies\/[\w-]+\.ts)'/;
const titlesOf = (path: string): string => {
  const body = BODY.exec(read(path))?.[1];
  const file = new URL(path, ROOT);
  return read(path) + (body === undefined ? '' : readFileSync(new URL(body, file), 'utf8'));
};
const namedIn = (path: string): ReadonlySet<string> =>
  new Set([...titlesOf(path).matchAll(TITLE)].flatMap(([, , names = '']) => names.split(', ')));

/** One section of the page: `### R1 title`, the statement, the tests and the mutations. */
interface Requirement {
  readonly name: string;
  readonly title: string;
  readonly statement: string;
  readonly tests: string;
  readonly mutations: string;
}

/** A section has the three parts in this order; one that has not is read as empty. */
const SECTION = /^(R\d+) (.+)\n([\s\S]*?)\nShown by:\n([\s\S]*?)\nMutations:\n([\s\S]*)$/;
const sections = read('docs/requirements.md').split(/^### /m).slice(1);
const requirements = sections.map((section): Requirement => {
  const [, name = '', title = '', statement = '', tests = '', mutations = ''] = SECTION.exec(section) ?? [];
  return { name, title, statement: statement.trim(), tests, mutations: mutations.trim() };
});
/** The files that a text links to, from the root of the repository. */
const linksOf = (text: string): readonly string[] =>
  [...text.matchAll(/\]\(\.\.\/(tests\/[^)#]+)\)/g)].flatMap(([, path]) => path ?? []);

test('the page has one section for each requirement, in their order', () => {
  expect(requirements.map(({ name }) => name)).toEqual(REQUIREMENTS);
});

describe.each(REQUIREMENTS)('%s', (name) => {
  const requirement = requirements.find((each) => each.name === name);

  test('has a title, a statement, the tests that show it and the mutations that they detected', () => {
    const { title = '', statement = '', tests = '', mutations = '' } = requirement ?? {};
    expect(title.length).toBeGreaterThan(10);
    expect(statement.length).toBeGreaterThan(20);
    expect(linksOf(tests).length).toBeGreaterThan(0);
    expect(mutations.length).toBeGreaterThan(20);
    expect(mutations).toMatch(/^- /);
  });

  test('is named by a title in the tests of its section', () => {
    const files = linksOf(requirement?.tests ?? '').filter((path) => testFiles.includes(path));
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
