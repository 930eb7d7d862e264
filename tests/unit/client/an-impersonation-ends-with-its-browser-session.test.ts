import { beforeEach, expect, test, vi } from 'vitest';
import { impersonationOf, outdatedImpersonations } from '../../../src/client/impersonation.ts';
import { IMPERSONATION_MAX_AGE } from '../../../src/protocol/session-claims.ts';
import type { SessionStatus } from '../../../src/protocol/session-status.ts';
import { NO_CLAIMS } from '../../support/blank-claims.ts';
import { ACME, ADA, GLOBEX } from '../support/people.ts';

const NOW = Date.UTC(2026, 0, 15);
const MINUTE = 60_000;
const impersonator = { email: 'support@example.com', reason: 'Ticket 4711' };

/** A browser's cookies: those set here are session cookies. */
let cookies = '';

beforeEach(() => {
  cookies = '';
  const document = {
    get cookie() {
      return cookies;
    },
    set cookie(text: string) {
      expect(text).not.toMatch(/expires|max-age/i);
      cookies = text.split(';')[0] ?? '';
    },
  };
  vi.stubGlobal('document', document);
  return () => vi.unstubAllGlobals();
});

function status(signedInAt: number, isImpersonated = true, endsAt?: number): SessionStatus {
  return {
    organization: isImpersonated ? ACME : GLOBEX,
    session: {
      ...NO_CLAIMS,
      impersonator: isImpersonated ? impersonator : null,
      status: 'active',
      user: ADA,
      signedInAt,
      refreshedAt: signedInAt,
      accessTokenExpiresAt: signedInAt + 5 * MINUTE,
      ...(endsAt !== undefined && { endsAt }),
    },
  };
}

test('R55: a session tells who acts as the user, why and until when', () => {
  const until = NOW + 1000;
  expect(impersonationOf(status(NOW, true, until).session)).toEqual({ ...impersonator, until });
});

test('R55: a worker of an earlier release does not send the end of an impersonation', () => {
  const until = NOW + IMPERSONATION_MAX_AGE * 1000;
  expect(impersonationOf(status(NOW).session)).toEqual({ ...impersonator, until });
  expect(impersonationOf(status(NOW, false).session)).toBeUndefined();
  expect(impersonationOf({ status: 'signed-out' })).toBeUndefined();
});

test('the page that returns from the sign-in keeps the impersonation, and so do later pages of this browser session', () => {
  expect(outdatedImpersonations([status(NOW - 5 * MINUTE)], true, NOW)).toEqual([]);
  expect(outdatedImpersonations([status(NOW - 50 * MINUTE)], false, NOW)).toEqual([]);
});

test('another tab that loads right after the sign-in keeps it too', () => {
  expect(outdatedImpersonations([status(NOW - 5_000)], false, NOW)).toEqual([]);
});

test('R55: after the browser was closed only the impersonated sessions are outdated', () => {
  const sessions = [status(NOW - 5 * MINUTE), status(NOW - 5 * MINUTE, false)];
  expect(outdatedImpersonations(sessions, true, NOW)).toEqual([]);
  cookies = '';
  expect(outdatedImpersonations(sessions, false, NOW)).toEqual([sessions[0]]);
});

test('without an impersonation no cookie is set', () => {
  expect(outdatedImpersonations([status(NOW, false)], true, NOW)).toEqual([]);
  expect(cookies).toBe('');
});
