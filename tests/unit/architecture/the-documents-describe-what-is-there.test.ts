import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const ROOT = new URL('../../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, ROOT), 'utf8');
const isThere = (path: string): boolean => existsSync(new URL(path, ROOT));
const pagesIn = (folder: string): readonly string[] =>
  readdirSync(new URL(folder, ROOT)).filter((name) => name.endsWith('.md') && name !== 'README.md');

test('the README has at most 120 lines', () => {
  expect(read('README.md').trimEnd().split('\n').length).toBeLessThanOrEqual(120);
});

test('each walk of the README names files of its folder', () => {
  const walks = [...read('README.md').matchAll(/^- \*\*(.+)\*\*, `([^`]+)`: (.+)$/gm)];
  expect(walks.map(([, name]) => name)).toEqual(['A request', 'A refresh', 'A sign-in']);
  for (const [, name, folder, steps = ''] of walks) {
    const files = steps.split('→').flatMap((step) => /^ *`([a-z-]+)` *$/.exec(step)?.[1] ?? []);
    expect(files.length, name).toBeGreaterThan(2);
    expect(
      files.filter((file) => !isThere(`${folder}/${file}.ts`)),
      name,
    ).toEqual([]);
  }
});

test('the map of CONTRIBUTING.md names folders that are there, and every folder of the core and every area', () => {
  const map = read('CONTRIBUTING.md').split('## Run one test')[0] ?? '';
  const named = [...map.matchAll(/^\| (`[^|]+`) \|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`([^`]+)`/g)].map(([, folder = '']) => folder),
  );
  expect(named.filter((folder) => !isThere(folder))).toEqual([]);
  const folders = (parent: string): readonly string[] =>
    readdirSync(new URL(parent, ROOT), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => `${parent}/${name}`);
  const wanted = [...folders('src'), ...folders('src/keyring')].filter((path) => path !== 'src/providers');
  expect(wanted.filter((folder) => !named.includes(folder))).toEqual([]);
});

test('docs/README.md is the index of every document', () => {
  const index = read('docs/README.md');
  expect(pagesIn('docs').filter((page) => !index.includes(`(${page})`))).toEqual([]);
});

test('the glossary has at most 15 terms', () => {
  const terms = read('docs/glossary.md').match(/^\| (?!term)[^-|]/gm) ?? [];
  expect(terms.length).toBeGreaterThan(10);
  expect(terms.length).toBeLessThanOrEqual(15);
});

test('each decision is one file with its context and its consequences, and is in the list', () => {
  const list = read('docs/decisions/README.md');
  const decisions = pagesIn('docs/decisions');
  expect(decisions.length).toBeGreaterThan(40);
  for (const page of decisions) {
    expect(list, page).toContain(`(${page})`);
    const text = read(`docs/decisions/${page}`);
    expect(text.match(/^# /gm), page).toHaveLength(1);
    expect(text, page).toMatch(/^## Context$/m);
    expect(text, page).toMatch(/^## Consequences?$/m);
  }
});
