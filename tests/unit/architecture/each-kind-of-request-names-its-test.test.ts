import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { FILES_NOT_IN_FIREFOX } from '../../engines/support/not-in-firefox.ts';

const ROOT = new URL('../../../', import.meta.url);
const paths = readdirSync(new URL('tests/', ROOT), { recursive: true, encoding: 'utf8' });
const table = readFileSync(new URL('docs/requests.md', ROOT), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| request |'))
  .map((line) => line.split('|').map((cell) => cell.trim()));

const nameOf = (path: string): string => path.split('/').pop()?.split('.')[0] ?? '';
const namesIn = (isIn: (path: string) => boolean): ReadonlySet<string> =>
  new Set(paths.filter(isIn).map(nameOf));
const all = namesIn(() => true);
const inFirefox = namesIn(
  (path) =>
    /^(e2e|attack|engines\/firefox)\b/.test(path) && !FILES_NOT_IN_FIREFOX.some((left) => left.test(path)),
);
const inWebKit = namesIn((path) => /^(attack$|engines\/webkit\/)/.test(path));

test('docs/requests.md: each cell with ✓ names a test that runs in its engine, and every name is one of a test', () => {
  expect(table.length).toBeGreaterThan(20);
  for (const [, request, chromium = '', firefox = '', webKit = '', tests = ''] of table) {
    const named = [...tests.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name.replace('tests/', ''));
    const missing = named.filter((name) => !all.has(name));
    expect(missing, request).toEqual([]);
    if (chromium.includes('✓')) expect(named, request).not.toEqual([]);
    if (firefox.includes('✓'))
      expect(
        named.some((name) => inFirefox.has(name)),
        request,
      ).toBe(true);
    if (webKit.includes('✓'))
      expect(
        named.some((name) => inWebKit.has(name)),
        request,
      ).toBe(true);
    if (named.length === 0) expect(chromium + firefox + webKit, request).not.toContain('✓');
  }
});
