import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { homeOf, parseReturnTo } from '../../../../src/keyring/sign-in/return-to.ts';
import { parsePaths } from '../../../../src/protocol/parse-paths.ts';
import { encodeReturnPath } from '../../../../src/protocol/return-path.ts';
import { adaIn } from '../../support/fake-authkit.ts';
import { createKeyring } from '../../support/keyring.ts';
import { ACME } from '../../support/people.ts';

const ORIGIN = 'https://app.test';
const paths = parsePaths();
const acme = (returnTo: string): string => parseReturnTo(returnTo, { origin: ORIGIN, paths, key: ACME.slug });
const unbound = (returnTo: string): string =>
  parseReturnTo(returnTo, { origin: ORIGIN, paths: parsePaths({ reserved: ['onboarding'] }), key: null });

describe('R20: a return path', () => {
  test.each([
    '/acme/',
    '/acme',
    '/acme/settings?tab=1&next=//evil.test#top',
    '/acme/%2F%2Fevil.test',
    '/acme/caf%C3%A9',
    '/acme/@evil.test',
  ])('%s of the organization is kept', (returnTo) => {
    expect(acme(returnTo)).toBe(returnTo);
  });

  test.each([
    '//evil.test',
    '//evil.test/acme/',
    '///evil.test',
    '/\\evil.test',
    '\\\\evil.test',
    '/\t/evil.test',
    '/\n//evil.test',
    'https://evil.test/acme/',
    'https://app.test/acme/deep',
    'https://app.test@evil.test/acme/',
    'user@evil.test',
    'javascript:alert(1)',
    'JaVaScRiPt://app.test/acme/%0aalert(1)',
    'data:text/html,x',
    'blob:https://app.test/acme/deep',
    'acme/deep',
    '?x',
    '',
    '/',
    '/globex/',
    '/acme/../globex/',
    '/acme/%2e%2e/globex/',
    '/acme/..//evil.test',
    '/acmeevil/',
    '/%61cme/',
    '/ACME/',
    '/acme%2f..%2fglobex/',
    '/sessions',
    '/auth/callback?code=x&state=y',
    '/api/redirect?to=https://evil.test',
    'http://[',
  ])('%j becomes the home', (returnTo) => {
    expect(acme(returnTo)).toBe('/acme/');
  });

  test.each([
    ['/', '/'],
    ['/sessions', '/sessions'],
    ['/sessions?sort=name#x', '/sessions?sort=name#x'],
    ['/sessions/details', '/sessions/details'],
    ['/onboarding?plan=a#b', '/onboarding?plan=a#b'],
    ['/onboarding/step-2', '/onboarding/step-2'],
    ['/acme/', '/'],
    ['/ACME/', '/'],
    ['/onboarding/../acme/', '/'],
    ['/auth/callback?code=x&state=y', '/'],
    ['/auth/sign-in?screen_hint=sign-up', '/'],
    ['/auth/error', '/'],
    ['/api/redirect?to=https://evil.test', '/'],
    ['/sw/announcement', '/'],
    ['/sw.js', '/'],
    ['/manifest/acme.webmanifest', '/'],
    ['/sessions/../auth/callback', '/'],
    ['//evil.test/sessions', '/'],
    ['/\\evil.test', '/'],
  ])('without an organization %s becomes %s', (returnTo, expected) => {
    expect(unbound(returnTo)).toBe(expected);
  });

  test('for any path, the navigation stays in the organization', () => {
    const piece = fc.constantFrom(
      '/',
      '\\',
      '.',
      '..',
      '%2e',
      '%2f',
      '@',
      ':',
      'acme',
      'globex',
      'evil.test',
      '?',
      '#',
      '\t',
    );
    const hostile = fc.oneof(
      fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join('')),
      fc.string(),
    );
    fc.assert(
      fc.property(hostile, (returnTo) => {
        const target = new URL(acme(returnTo), ORIGIN);
        return target.origin === ORIGIN && target.pathname.split('/')[1] === ACME.slug;
      }),
      { numRuns: 500 },
    );
  });
});

describe('R20: a path whose remainder would name another host', () => {
  const HOSTILE = [
    '/.//evil.test/x',
    '/%2e//evil.test/x',
    '/x/..//evil.test/x',
    '/./\\evil.test/x',
    '/.//evil.test',
    '/.///evil.test/x?a#b',
  ];
  test.each([
    ['none', null],
    ['none', ACME.slug],
    ['/o/:organization/*', null],
    ['/o/:organization/*', ACME.slug],
    ['/:organization/*', null],
  ])('becomes the home, with organizations at %s and the organization %s', (organization, key) => {
    const context = { origin: ORIGIN, paths: parsePaths({ organization }), key };
    for (const returnTo of HOSTILE) {
      expect(encodeReturnPath(returnTo, ORIGIN)).toBeUndefined();
      expect(parseReturnTo(returnTo, context)).toBe(homeOf(key, context.paths));
    }
  });
});

test('the pages of a sign-in itself are kept for every organization, and nothing that was added to them', () => {
  expect(acme('/sessions/sign-in?x=1#y')).toBe('/sessions/sign-in');
  expect(unbound('/sessions/sign-in')).toBe('/sessions/sign-in');
  expect(acme('/auth/finished?organization=globex&x=1')).toBe('/auth/finished?organization=acme');
  expect(unbound('/auth/finished?organization=globex')).toBe('/auth/finished');
});

test('a home is the organization, or the list of them', () => {
  expect([homeOf(ACME.slug, paths), homeOf(null, paths)]).toEqual(['/acme/', '/']);
});

test('R20: letters that grow when encoded do not cost the sign-in; a path over 4,096 characters is the home', async () => {
  for (const [count, isKept] of [
    [450, true],
    [700, false],
  ] as const) {
    const { begin, callbackOf, manager } = createKeyring();
    const returnTo = acme(`/acme/?q=${'日'.repeat(count)}`);
    expect(returnTo !== '/acme/').toBe(isKept);
    const callback = callbackOf(await begin(ACME, { returnTo }), adaIn(ACME.id));
    expect(await manager.finishSignIn(callback)).toEqual({ type: 'signed-in', returnTo });
  }
});
