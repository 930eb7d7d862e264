import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readCallback } from '../../../../src/keyring/sign-in/callback.ts';

const read = (query: string) => readCallback(new URL(`https://app.test/auth/callback?${query}`));

test.each([
  ['state=s&code=c', { type: 'code', state: 's', code: 'c', issuer: null }],
  [
    'code=c&state=s&iss=https://authkit.test',
    { type: 'code', state: 's', code: 'c', issuer: 'https://authkit.test' },
  ],
  ['state=s&error=access_denied', { type: 'error', state: 's', error: 'access_denied', issuer: null }],
  ['state=s&error=access_denied&iss=i', { type: 'error', state: 's', error: 'access_denied', issuer: 'i' }],
  ['state=s&error=x&error_description=%3Cscript%3E', { type: 'error', state: 's', error: 'x', issuer: null }],
  ['state=s&code=c&iss=', { type: 'code', state: 's', code: 'c', issuer: '' }],
  ['state=a%20b&code=c%26d', { type: 'code', state: 'a b', code: 'c&d', issuer: null }],
])('%s is read', (query, expected) => {
  expect(read(query)).toEqual(expected);
});

test.each([
  ['nothing', ''],
  ['no state', 'code=c'],
  ['an empty state', 'state=&code=c'],
  ['neither code nor error', 'state=s'],
  ['an empty code', 'state=s&code='],
  ['both code and error', 'state=s&code=c&error=access_denied'],
  ['two states', 'state=s&state=t&code=c'],
  ['one state twice', 'state=s&state=s&code=c'],
  ['two codes', 'state=s&code=c&code=d'],
  ['two errors', 'state=s&error=a&error=b'],
  ['two issuers', 'state=s&code=c&iss=i&iss=j'],
  ['a duplicate in another spelling', 'state=s&code=c&c%6fde=d'],
  ['a fragment instead', '#state=s&code=c'],
])('with %s it is malformed', (_why, query) => {
  expect(read(query)).toEqual({ type: 'malformed' });
});

test('R17: no query has two readings: it is one code, one error, or malformed', () => {
  const pair = fc.tuple(fc.constantFrom('state', 'code', 'error', 'iss', 'x'), fc.constantFrom('', 'a', 'b'));
  fc.assert(
    fc.property(fc.array(pair, { maxLength: 6 }), (pairs) => {
      const { type } = read(new URLSearchParams(pairs).toString());
      const given = (name: string) => pairs.filter(([key]) => key === name).map(([, value]) => value);
      const isClear =
        ['state', 'code', 'error', 'iss'].every((name) => given(name).length < 2) &&
        Boolean(given('state')[0]);
      const [code, error] = [Boolean(given('code')[0]), Boolean(given('error')[0])];
      const expected = !isClear || code === error ? 'malformed' : code ? 'code' : 'error';
      return type === expected;
    }),
    { numRuns: 500 },
  );
});
