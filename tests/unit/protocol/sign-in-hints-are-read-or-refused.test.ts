import { expect, test } from 'vitest';
import { ParseError } from '../../../src/protocol/parse.ts';
import { REQUEST_PARSERS } from '../../../src/protocol/request-parsers.ts';

const QUESTION = {
  organizationSlug: null,
  returnTo: '/',
  trigger: 'automatic',
  tab: 'tab_1',
  prompt: null,
  loginHint: null,
  following: [],
};
const parse = (hints: unknown) => REQUEST_PARSERS['start-authorization']({ ...QUESTION, hints });

test('known hints are read, and nothing else comes with them', () => {
  const hints = { screenHint: 'sign-up', invitationToken: 'inv_1', provider: 'GoogleOAuth' };
  expect(parse({ ...hints, redirectUri: 'https://evil.test/', domainHint: null })).toMatchObject({ hints });
  expect(Object.keys(parse({ ...hints, redirectUri: 'x' }).hints ?? {}).sort()).toEqual(
    Object.keys(hints).sort(),
  );
});

test('a request of a page before there were hints is read', () => {
  expect(parse(undefined)).toEqual(QUESTION);
});

test.each([
  [7],
  ['text'],
  [{ screenHint: 'admin' }],
  [{ invitationToken: 7 }],
  [{ invitationToken: '' }],
  [{ provider: 'x'.repeat(513) }],
])('hints that are %o are refused', (hints) => {
  expect(() => parse(hints)).toThrow(ParseError);
});
