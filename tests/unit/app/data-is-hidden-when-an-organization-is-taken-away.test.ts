import { expect, test } from 'vitest';
import { isTakenAway } from '../../../src/app/sessions/is-taken-away.ts';
import type { AuthorizationReason, SessionState } from '../../../src/protocol/session-status.ts';
import { USABLE } from '../support/guarded-page.ts';
import { ADA } from '../support/people.ts';

const IMPERSONATED = { ...USABLE, impersonator: { email: 'support@example.com', reason: null } };
const ended = (reason: AuthorizationReason): SessionState => ({
  status: 'needs-authorization',
  reason,
  user: ADA,
});

test.each(['revoked', 'not_a_member', 'organization_not_found'] as const)(
  'R49: %s takes the data',
  (reason) => {
    expect(isTakenAway(USABLE, ended(reason))).toBe(true);
  },
);

test.each(['expired', 'sso_required', 'mfa_enrollment', 'verification_required'] as const)(
  '%s asks the same user again, and takes nothing',
  (reason) => {
    expect(isTakenAway(USABLE, ended(reason))).toBe(false);
  },
);

test('R55: the end of an impersonation takes the data, whatever ended it', () => {
  for (const after of [
    ended('expired'),
    ended('revoked'),
    { status: 'signed-out' },
    { status: 'absent' },
  ] as const)
    expect(isTakenAway(IMPERSONATED, after)).toBe(true);
});

test('a usable session keeps its data', () => {
  expect(isTakenAway(USABLE, USABLE)).toBe(false);
  expect(isTakenAway(IMPERSONATED, { ...IMPERSONATED, status: 'refreshing' })).toBe(false);
});
