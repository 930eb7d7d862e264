import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const ROOT = new URL('../../../', import.meta.url);
const names = new Set(
  readdirSync(new URL('tests/', ROOT), { recursive: true, encoding: 'utf8' }).map(
    (path) => path.split('/').pop()?.split('.')[0] ?? '',
  ),
);
const table = readFileSync(new URL('docs/requests.md', ROOT), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| request |'))
  .map((line) => line.split('|').map((cell) => cell.trim()));

test('docs/requests.md: each row that was tested names tests that exist, and each other row says so', () => {
  expect(table.length).toBeGreaterThan(15);
  for (const [, request, , tested, tests = ''] of table) {
    const named = [...tests.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name.replace('tests/', ''));
    expect(
      named.filter((name) => !names.has(name)),
      request,
    ).toEqual([]);
    if (tested === 'not run' || tested === 'measured') expect(named, request).toEqual([]);
    else expect(named.length, request).toBeGreaterThan(0);
  }
});
