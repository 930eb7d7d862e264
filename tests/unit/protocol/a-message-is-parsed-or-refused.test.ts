import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { parseRequest } from '../../../src/protocol/envelopes.ts';
import { MESSAGE_LIMIT, PROTOCOL_VERSION } from '../../../src/protocol/messages.ts';
import { ParseError } from '../../../src/protocol/parse.ts';

const keyring = PROTOCOL_VERSION;
const start = {
  organizationSlug: 'acme',
  returnTo: '/acme/',
  trigger: 'automatic',
  tab: 't',
  prompt: null,
  following: ['globex'],
  loginHint: 'ada@example.com',
};

/** `undefined` when it is refused properly; anything but a ParseError falls through. */
function parsed(data: unknown): unknown {
  try {
    return parseRequest(data);
  } catch (error) {
    if (error instanceof ParseError) return undefined;
    throw error;
  }
}

describe('R40: a message of a page', () => {
  test.each([
    ['claim', {}],
    ['open-organization', { organizationSlug: 'acme' }],
    ['refresh-session', { organizationSlug: 'acme' }],
    ['list-sessions', {}],
    ['list-organizations', {}],
    ['start-authorization', start],
    ['start-authorization', { ...start, prompt: 'login', trigger: 'requested', organizationSlug: null }],
    ['sign-out', { organizationIds: ['org_acme'] }],
    ['sign-out', { organizationIds: 'all' }],
  ])('%s %o is read', (type, ask) => {
    expect(parsed({ keyring, type, ask })).toEqual({ keyring, type, ask });
  });

  test('keeps only what the contract names: no URL, state, verifier or mapping gets in', () => {
    const extra = {
      redirectUri: 'https://evil.test',
      state: 's',
      codeVerifier: 'v',
      organizationId: 'org_x',
    };
    expect(parsed({ keyring, type: 'start-authorization', ask: { ...start, ...extra }, ...extra })).toEqual({
      keyring,
      type: 'start-authorization',
      ask: start,
    });
  });

  test('may say what the hosted page begins with', () => {
    const hints = { screenHint: 'sign-up', invitationToken: 'invitation_1', url: 'https://evil.test' };
    expect(parsed({ keyring, type: 'start-authorization', ask: { ...start, hints } })).toEqual({
      keyring,
      type: 'start-authorization',
      ask: { ...start, hints: { screenHint: 'sign-up', invitationToken: 'invitation_1' } },
    });
  });

  test('of a page from before there could be several organizations is read', () => {
    const { following: _, loginHint: __, ...old } = start;
    expect(parsed({ keyring, type: 'start-authorization', ask: old })).toEqual({
      keyring,
      type: 'start-authorization',
      ask: { ...old, following: [], loginHint: null },
    });
  });

  test('of an old page that names all organizations is read, up to those that one navigation takes', () => {
    const following = Array.from({ length: 50 }, (_, index) => `org-${index}`);
    expect(parsed({ keyring, type: 'start-authorization', ask: { ...start, following } })).toEqual({
      keyring,
      type: 'start-authorization',
      ask: { ...start, following: ['org-0', 'org-1', 'org-2', 'org-3'] },
    });
  });

  test.each([
    ['another version', { keyring: 2, type: 'claim', ask: {} }],
    ['no version', { type: 'claim', ask: {} }],
    ['an unknown type', { keyring, type: 'get-token', ask: {} }],
    ['a prototype name as type', { keyring, type: '__proto__', ask: {} }],
    ['no ask', { keyring, type: 'claim' }],
    ['a list as ask', { keyring, type: 'claim', ask: [] }],
    ['a slug too long', { keyring, type: 'open-organization', ask: { organizationSlug: 'x'.repeat(69) } }],
    ['no slug', { keyring, type: 'open-organization', ask: {} }],
    ['an unknown trigger', { keyring, type: 'start-authorization', ask: { ...start, trigger: 'x' } }],
    [
      'an unknown first screen',
      { keyring, type: 'start-authorization', ask: { ...start, hints: { screenHint: 'x' } } },
    ],
    ['an unknown prompt', { keyring, type: 'start-authorization', ask: { ...start, prompt: 'none' } }],
    ['no tab', { keyring, type: 'start-authorization', ask: { ...start, tab: '' } }],
    ['a sign-out of what is no list', { keyring, type: 'sign-out', ask: { organizationIds: 'org_acme' } }],
    ['a sign-out of numbers', { keyring, type: 'sign-out', ask: { organizationIds: [1] } }],
    ['a BigInt', { keyring, type: 'claim', ask: { n: 1n } }],
    ['text', 'claim'],
    ['null', null],
    ['a list', [{ keyring, type: 'claim', ask: {} }]],
  ])('with %s is refused', (_why, data) => {
    expect(parsed(data)).toBeUndefined();
  });

  test('that refers to itself is refused', () => {
    const ask: Record<string, unknown> = {};
    ask.ask = ask;
    expect(parsed({ keyring, type: 'claim', ask })).toBeUndefined();
  });

  test('R27: is at most 8 KB, in any of its members', () => {
    const weight = (length: number) => ({ keyring, type: 'claim', ask: { weight: 'x'.repeat(length) } });
    const overhead = JSON.stringify(weight(0)).length;
    expect(MESSAGE_LIMIT).toBe(8192);
    expect(parsed(weight(MESSAGE_LIMIT - overhead))).toBeDefined();
    expect(parsed(weight(MESSAGE_LIMIT - overhead + 1))).toBeUndefined();
    expect(parsed({ keyring, type: 'claim', ask: {}, weight: 'x'.repeat(9000) })).toBeUndefined();
  });

  /** A structured clone keeps shared objects, so the message stays small. @returns a value that `depth` doublings refer to */
  function shared(depth: number, value: unknown): unknown {
    return depth === 0 ? value : shared(depth - 1, [value, value]);
  }

  test.each<readonly [string, () => unknown]>([
    ['an object that is referred to a million times', () => shared(20, {})],
    ['a long name that is referred to many times', () => shared(14, { ['x'.repeat(5_000)]: 1 })],
    ['a text object that is referred to many times', () => shared(14, new String('x'.repeat(5_000)))],
    ['a list of a million holes', () => Object.assign([], { length: 1e6 })],
    ['a megabyte of bytes', () => new Uint8Array(2 ** 20)],
    ['a length below zero', () => ({ length: -1e9, more: shared(20, {}) })],
    ['a length that is no number', () => ({ length: 'x', more: shared(20, {}) })],
  ])('R27: with %s is refused before it is written out', (_what, create) => {
    const written = vi.spyOn(TextEncoder.prototype, 'encode');
    expect(parsed({ keyring, type: 'claim', ask: { padding: create() } })).toBeUndefined();
    expect(written).not.toHaveBeenCalled();
    written.mockRestore();
  });

  test('hostile values never throw anything but ParseError', () => {
    const value = fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withSet: true,
      withTypedArray: true,
    });
    const type = fc.oneof(
      fc.constantFrom(
        'claim',
        'list-sessions',
        'start-authorization',
        'sign-out',
        'open-organization',
        'refresh-session',
      ),
      fc.string(),
    );
    const fields = fc.record(
      {
        organizationSlug: value,
        returnTo: value,
        trigger: value,
        tab: value,
        prompt: value,
        organizationIds: value,
      },
      { requiredKeys: [] },
    );
    const message = fc.record({
      keyring: fc.constant(keyring),
      type,
      ask: fc.oneof(fields, value),
      more: value,
    });
    fc.assert(
      fc.property(fc.oneof(value, message), (data) => {
        parsed(data);
      }),
      { numRuns: 300 },
    );
  });
});
