import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';

const EXAMPLE = resolve(import.meta.dirname, '../../../examples/react');
/** The lines of own code that the adoption may cost. */
const LIMIT = 30;

const MARK = /\/\/ keyring\b/;
const REGION = /\/\/ #region keyring$/;
/** What the package exports, and its name. */
const OF_THE_PACKAGE = /org-keyring|keyring\w*\(|orgFetch|OrganizationChange/i;
const COMMENT = /^\s*(?:\/\*\*|\*|\/\/)/;
const END_OF_REGION = /\/\/ #endregion keyring$/;

interface MarkedLines {
  readonly count: number;
  /** Lines that name the package and have no mark. */
  readonly unmarked: readonly string[];
}

function markedLines(source: string): MarkedLines {
  let [count, isInRegion] = [0, false];
  const unmarked: string[] = [];
  for (const line of source.split('\n')) {
    if (REGION.test(line)) isInRegion = true;
    else if (END_OF_REGION.test(line)) isInRegion = false;
    else if (isInRegion || MARK.test(line)) count += 1;
    else if (OF_THE_PACKAGE.test(line) && !COMMENT.test(line)) unmarked.push(line);
  }
  if (isInRegion) throw new Error('A region has no end.');
  return { count, unmarked };
}

const files = readdirSync(EXAMPLE, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.(?:tsx?|js)$/.test(path) && !/(?:^|\/)(?:node_modules|dist)\//.test(path))
  .map((path) => ({ path, ...markedLines(readFileSync(join(EXAMPLE, path), 'utf8')) }));
const total = files.reduce((sum, { count }) => sum + count, 0);

test('the lines of examples/react that belong to the keyring are at most thirty, and all are marked', () => {
  expect(files.flatMap(({ unmarked }) => unmarked)).toEqual([]);
  expect(total).toBeGreaterThan(0);
  expect(total).toBeLessThanOrEqual(LIMIT);
});

test('its README has the numbers', () => {
  const readme = readFileSync(join(EXAMPLE, 'README.md'), 'utf8');
  expect(readme).toContain(`**${total} lines belong to the keyring.**`);
  const listed = [...readme.matchAll(/^\| \[`([^`]+)`\][^|]*\| (\d+) \|/gm)].map(([, path, count]) => [
    path,
    Number(count),
  ]);
  const marked = files.filter(({ count }) => count > 0).map(({ path, count }) => [path, count]);
  expect(listed.sort()).toEqual(marked.sort());
});
