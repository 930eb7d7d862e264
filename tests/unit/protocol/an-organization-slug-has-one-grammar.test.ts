import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseOrganizationSlug } from '../../../src/protocol/organization-slug.ts';
import { parsePaths } from '../../../src/protocol/parse-paths.ts';
import { organizationOfPath } from '../../../src/protocol/paths.ts';

// Written without a regular expression, so that it cannot share a mistake with the source.
const ENDS = 'abcdefghijklmnopqrstuvwxyz0123456789';
function isSlug(text: string): boolean {
  const characters = [...text];
  return (
    text.length >= 1 &&
    text.length <= 64 &&
    characters.every((character) => character === '-' || ENDS.includes(character)) &&
    text.at(0) !== '-' &&
    text.at(-1) !== '-'
  );
}

const RESERVED = ['api', 'auth', 'assets', 'sessions', 'sw', 'manifest', 'icons'];

describe('R12: a slug', () => {
  test.each(['a', '0', 'acme', 'org-05', 'a-b--c', 'x'.repeat(64)])('%s is one', (text) => {
    expect(parseOrganizationSlug(text)).toBe(text);
  });

  test.each([
    ['empty', ''],
    ['a hyphen at an end', '-acme'],
    ['a hyphen at the other', 'acme-'],
    ['only a hyphen', '-'],
    ['one letter too many', 'x'.repeat(65)],
    ['64 KB', 'x'.repeat(64 * 1024)],
    ['upper case', 'ACME'],
    ['an encoded letter', '%61cme'],
    ['an encoded slash', 'acme%2f'],
    ['a dot', 'a.b'],
    ['dot segments', '..'],
    ['white space', 'acme '],
    ['a line end', 'acme\n'],
    ['NUL', 'acme\0'],
    ['a look-alike letter', 'аcme'],
    ['a letter that lower-cases to ASCII', 'acmeK'],
    ['two joined by a comma', 'acme, globex'],
    ['a prototype name', '__proto__'],
    ['an underscore', 'a_b'],
  ])('%s is none', (_why, text) => {
    expect(parseOrganizationSlug(text)).toBeUndefined();
  });

  test.each(RESERVED)('%s is reserved', (word) => {
    expect(parseOrganizationSlug(word)).toBeUndefined();
    expect(organizationOfPath(`/${word}/`, parsePaths())).toBeUndefined();
  });

  test.each(['constructor', 'hasownproperty', 'tostring'])('%s is a name like any other', (word) => {
    expect(parseOrganizationSlug(word)).toBe(word);
  });

  test.each([null, undefined, 7, {}, ['acme'], Symbol.iterator, new String('acme')])(
    '%s is no text',
    (value) => {
      expect(parseOrganizationSlug(value)).toBeUndefined();
    },
  );

  test('nothing outside the grammar parses, and everything inside does', () => {
    const near = fc.string({ unit: fc.constantFrom(...ENDS, '-', '-', 'A', '.', '%', '/'), maxLength: 70 });
    fc.assert(
      fc.property(fc.oneof(near, fc.string({ unit: 'binary' })), (text) => {
        const expected = isSlug(text) && !RESERVED.includes(text) ? text : undefined;
        return parseOrganizationSlug(text) === expected;
      }),
      { numRuns: 300 },
    );
  });
});

describe('the organization of a path is its first segment, as it stands', () => {
  test.each([
    ['/acme', 'acme'],
    ['/acme/', 'acme'],
    ['/acme/settings/api', 'acme'],
    ['/', undefined],
    ['', undefined],
    ['acme/', undefined],
    ['//acme/', undefined],
    ['/%61cme/', undefined],
    ['/acme%2fx/', undefined],
    ['/acme\\x', undefined],
    ['/sessions', undefined],
  ])('%s', (path, slug) => {
    expect(organizationOfPath(path, parsePaths())).toBe(slug);
  });
});
