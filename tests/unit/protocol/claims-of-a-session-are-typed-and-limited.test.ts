import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  readSessionClaims,
  readUserProfile,
  refreshedClaims,
  type SessionClaims,
} from '../../../src/protocol/session-claims.ts';
import { NO_CLAIMS, NO_PROFILE } from '../../support/blank-claims.ts';

const CLAIMS: SessionClaims = {
  role: 'admin',
  roles: ['admin', 'billing'],
  permissions: ['notes:read'],
  entitlements: ['audit-log'],
  featureFlags: ['new-editor'],
  impersonator: { email: 'support@example.com', reason: 'Ticket 7' },
  authenticationMethod: 'SSO',
  authenticatedAt: 1_700_000_000_000,
};

test('claims and profile are read as they are', () => {
  const profile = {
    firstName: 'Ada',
    lastName: 'Lovelace',
    picture: 'https://example.com/ada.png',
    emailVerified: true,
    externalId: 'ada-1815',
    metadata: { department: 'Mathematics' },
    createdAt: '2025-12-10T09:00:00.000Z',
    updatedAt: '2026-01-10T09:00:00.000Z',
    lastSignInAt: '2026-01-11T09:00:00.000Z',
  };
  expect(readSessionClaims({ ...CLAIMS })).toEqual(CLAIMS);
  expect(readUserProfile(profile)).toEqual(profile);
});

test('R47: what is not named is never passed on', () => {
  const extra = { access_token: 'secret', sid: 'session_1', refreshToken: 'secret' };
  expect(readSessionClaims({ ...CLAIMS, ...extra })).toEqual(CLAIMS);
  expect(readUserProfile(extra)).toEqual(NO_PROFILE);
});

test('R47: no input throws, and the result has at most about 1 MB', () => {
  fc.assert(
    fc.property(fc.object(), (value) => {
      expect(Object.keys(readSessionClaims(value))).toEqual(Object.keys(NO_CLAIMS));
      expect(Object.keys(readUserProfile(value))).toEqual(Object.keys(NO_PROFILE));
    }),
  );
  const many = Array.from({ length: 10_000 }, (_, index) => `permission-${index}`);
  expect(readSessionClaims({ permissions: many }).permissions).toHaveLength(512);
  const metadata = Object.fromEntries(many.map((key) => [key, 'value']));
  expect(Object.keys(readUserProfile({ metadata }).metadata)).toHaveLength(50);
});

test.each([
  ['a role that is too long', { role: 'x'.repeat(129) }, NO_CLAIMS],
  ['a list that is none', { roles: 'admin' }, NO_CLAIMS],
  [
    'members that are no text',
    { roles: ['admin', 7, '', null, 'x'.repeat(129)] },
    { ...NO_CLAIMS, roles: ['admin'] },
  ],
  ['an impersonator without an email', { impersonator: { reason: 'x' } }, NO_CLAIMS],
  ['a time that is none', { authenticatedAt: Number.NaN }, NO_CLAIMS],
])('%s is left out', (_what, record, expected) => {
  expect(readSessionClaims(record)).toEqual(expected);
});

test.each([
  'javascript:alert(1)',
  'data:image/png;base64,AA',
  '//example.com/a.png',
  'https://',
  'x'.repeat(2049),
])('a picture %s is left out', (picture) => {
  expect(readUserProfile({ picture })).toEqual(NO_PROFILE);
});

describe('after a refresh', () => {
  test('role, permissions and flags are the new ones', () => {
    const now = { ...CLAIMS, role: 'member', roles: ['member'], permissions: [] };
    expect(refreshedClaims(CLAIMS, now)).toEqual(now);
  });

  test('the response need not repeat how the user signed in, or who impersonates them', () => {
    const now = { ...CLAIMS, authenticationMethod: null, authenticatedAt: null, impersonator: null };
    expect(refreshedClaims(CLAIMS, now)).toEqual(CLAIMS);
    const unexplained = { ...CLAIMS, impersonator: { email: 'support@example.com', reason: null } };
    expect(refreshedClaims(CLAIMS, unexplained)).toEqual(CLAIMS);
  });

  test('another impersonator replaces the one before', () => {
    const other = { ...CLAIMS, impersonator: { email: 'other@example.com', reason: null } };
    expect(refreshedClaims(CLAIMS, other)).toEqual(other);
  });
});
