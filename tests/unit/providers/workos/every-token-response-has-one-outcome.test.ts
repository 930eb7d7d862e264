import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { TransientCause } from '../../../../src/keyring/ports/provider.ts';
import { redirectErrorReason, tokenOutcomeOf } from '../../../../src/providers/workos/token-outcome.ts';
import { answer } from '../../support/fake-authkit.ts';

const NOW = Date.UTC(2026, 0, 15);
const user = {
  id: 'user_ada',
  email: 'ada@example.com',
  first_name: 'Ada',
  last_name: 'Lovelace',
  profile_picture_url: 'https://example.com/ada.png',
  email_verified: true,
  external_id: 'ada-1815',
  metadata: { department: 'Mathematics', size: 3 },
  created_at: '2025-12-10T09:00:00.000Z',
  updated_at: '2026-01-10T09:00:00.000Z',
  last_sign_in_at: null,
};
const GRANT = {
  user,
  access_token: 'a',
  refresh_token: 'r',
  authentication_method: 'SSO',
  organization_id: 'org_acme',
};
const outcome = (status: number, body: unknown) => tokenOutcomeOf(answer(status, body), NOW);
const transient = (cause: TransientCause) => ({ type: 'transient', cause, retryAfter: null });

test('a complete 200 is a grant', () => {
  expect(outcome(200, GRANT)).toEqual({
    type: 'granted',
    response: {
      accessToken: 'a',
      refreshToken: 'r',
      user: {
        id: 'user_ada',
        email: 'ada@example.com',
        name: 'Ada Lovelace',
        firstName: 'Ada',
        lastName: 'Lovelace',
        picture: 'https://example.com/ada.png',
        emailVerified: true,
        externalId: 'ada-1815',
        metadata: { department: 'Mathematics' },
        createdAt: '2025-12-10T09:00:00.000Z',
        updatedAt: '2026-01-10T09:00:00.000Z',
        lastSignInAt: null,
      },
      authenticationMethod: 'SSO',
      impersonator: null,
    },
  });
});

test('R30: with another status the same body is no grant', () => {
  for (const status of [201, 202, 400, 403, 500, 503])
    expect(outcome(status, GRANT)).toMatchObject({ type: 'transient' });
});

test('R30: the sentence about SSO is a refusal only in a body that has nothing but a message', () => {
  const message = 'This user must use SSO.';
  expect(outcome(403, { message })).toMatchObject({ type: 'terminal', reason: 'sso_required' });
  for (const other of [{ error: 'unknown' }, { code: 'unknown' }, { error: 7 }])
    expect(outcome(403, { message, ...other })).toMatchObject({ type: 'transient' });
  for (const malformed of [7, null, [message], { text: message }])
    expect(outcome(403, { message: malformed })).toMatchObject({ type: 'transient' });
});

test.each([
  [{ first_name: 'Ada', last_name: null }, 'Ada'],
  [{ first_name: null, last_name: 'Lovelace' }, 'Lovelace'],
  [{ first_name: null, last_name: null }, null],
  [{ first_name: '', last_name: '' }, null],
  [{ name: 'Ada King', first_name: null, last_name: null }, 'Ada King'],
  [{ name: 'Lovelace Ada', first_name: 'Ada', last_name: 'Lovelace' }, 'Lovelace Ada'],
  [{ name: null, first_name: 'Ada', last_name: null }, 'Ada'],
  [{ name: '', first_name: 'Ada', last_name: null }, 'Ada'],
  [{ first_name: 'x'.repeat(300), last_name: null }, 'x'.repeat(256)],
])('the name of a user has the known parts: %o', (names, name) => {
  expect(outcome(200, { ...GRANT, user: { ...user, ...names } })).toMatchObject({
    response: { user: { name } },
  });
});

describe('R30: an incomplete 200 keeps the session', () => {
  test.each(['access_token', 'refresh_token', 'user'])('%s', (member) => {
    expect(outcome(200, { ...GRANT, [member]: undefined })).toEqual(transient('unreadable'));
    expect(outcome(200, { ...GRANT, [member]: '' })).toEqual(transient('unreadable'));
    expect(outcome(200, { ...GRANT, [member]: 7 })).toEqual(transient('unreadable'));
  });
  test.each(['id', 'email'])('user.%s', (member) => {
    expect(outcome(200, { ...GRANT, user: { ...user, [member]: undefined } })).toEqual(
      transient('unreadable'),
    );
  });
});

describe('R30: only the status of a rejection ends a session, for any body', () => {
  const words = [
    { error: 'invalid_grant', error_description: 'Session has already ended.' },
    { code: 'mfa_enrollment' },
  ];
  test.each([200, 201, 204, 302, 304])('%i: the response is unreadable', (status) => {
    for (const body of words) expect(outcome(status, body)).toEqual(transient('unreadable'));
  });
  test.each([408, 429, 500, 501, 502, 503, 504, 520, 599])('%i: the request was not processed', (status) => {
    for (const body of words) expect(outcome(status, body)).toEqual(transient('deferred'));
  });
  test.each([400, 401, 403, 404, 422])(
    '%i without a known code is a rejection without a reason',
    (status) => {
      expect(outcome(status, { error: 'slow_down' })).toEqual(transient('refused'));
    },
  );
  test.each([400, 401, 403, 404, 422])('%i is a refusal', (status) => {
    for (const body of words) expect(outcome(status, body).type).toBe('terminal');
  });
});

test.each([
  ['the network', { type: 'no-response' }, 'no-response'],
  ['64 KB and more', { type: 'too-large' }, 'unreadable'],
] as const)('R30: %s keeps the session', (_what, lost, cause) => {
  expect(tokenOutcomeOf(lost, NOW)).toEqual(transient(cause));
});

test('R30: only a known code in a rejection is terminal', () => {
  const known = new Set(['invalid_grant', 'sso_required', 'mfa_enrollment']);
  const word = fc.oneof(
    fc.string(),
    fc.constantFrom('__proto__', 'constructor', 'INVALID_GRANT', 'invalid_grant '),
  );
  const body = fc.record({ error: word, code: word, message: fc.string() }, { requiredKeys: [] });
  fc.assert(
    fc.property(
      fc.integer({ min: 100, max: 599 }),
      fc.oneof(body, fc.jsonValue(), fc.string()),
      (status, value) => {
        const { error = '', code = '' } = (value ?? {}) as Record<string, string>;
        fc.pre(![error, code].some((text) => known.has(text)));
        return outcome(status, value).type === 'transient';
      },
    ),
    { numRuns: 500 },
  );
});

test.each([
  ['access_denied', 'access_denied'],
  ['organization_invalid', 'organization_not_found'],
  ['sso_required', 'sso_required'],
  ['__proto__', 'authorization_failed'],
  ['oauth_failed', 'authorization_failed'],
])('the error %s of a redirect means %s', (error, reason) => {
  expect(redirectErrorReason(error)).toBe(reason);
});
