import { expect, test } from 'vitest';
import type { AccessTokenClaims } from '../../../../src/keyring/ports/provider.ts';
import { withResponse } from '../../../../src/providers/workos/session-claims-of.ts';
import { NO_CLAIMS } from '../../../support/blank-claims.ts';

const IMPERSONATOR = { email: 'support@example.com', reason: null };
const CLAIMS: AccessTokenClaims = {
  subject: 'user_ada',
  sessionId: 'sid_1',
  organizationId: 'org_acme',
  issuedAt: 1_700_000_000,
  lifetime: 300,
  session: NO_CLAIMS,
};
const RESPONSE = { authenticationMethod: null, impersonator: null };

test('R55: an impersonation lasts an hour, whether the token or the response names the impersonator', () => {
  const inToken = { ...CLAIMS, session: { ...NO_CLAIMS, impersonator: IMPERSONATOR } };
  const inResponse = { ...RESPONSE, impersonator: { ...IMPERSONATOR, reason: 'Ticket 4711' } };
  const limits = { expiresAt: null, maxAge: 3600 };
  expect(withResponse(inToken, RESPONSE)).toMatchObject({ limits, session: { impersonator: IMPERSONATOR } });
  expect(withResponse(CLAIMS, inResponse)).toMatchObject({
    limits,
    session: { impersonator: inResponse.impersonator },
  });
});

test('R43: an impersonation whose token states an earlier end has both limits', () => {
  const claims = {
    ...CLAIMS,
    session: { ...NO_CLAIMS, impersonator: IMPERSONATOR },
    limits: { expiresAt: 1_700_000_060, maxAge: null },
  };
  expect(withResponse(claims, RESPONSE).limits).toEqual({ expiresAt: 1_700_000_060, maxAge: 3600 });
});

test('R43: without an impersonation the end that the token states is the only limit', () => {
  const limits = { expiresAt: 1_700_000_060, maxAge: null };
  expect(withResponse({ ...CLAIMS, limits }, RESPONSE).limits).toEqual(limits);
});

test('R43: without a statement there is no limit', () => {
  expect(withResponse(CLAIMS, { ...RESPONSE, authenticationMethod: 'SSO' })).toEqual({
    ...CLAIMS,
    session: { ...NO_CLAIMS, authenticationMethod: 'SSO' },
  });
});
