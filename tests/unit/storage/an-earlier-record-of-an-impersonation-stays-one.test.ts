import { expect, test } from 'vitest';
import { parseEarlierCredential } from '../../../src/keyring/session/parse-credential.ts';
import { NO_CLAIMS } from '../../support/blank-claims.ts';
import { ADA } from '../support/people.ts';

const EARLIER = {
  organizationId: 'org_acme',
  status: 'active',
  generation: 3,
  user: ADA,
  sessionId: 'sid_1',
  signedInAt: 1_700_000_000_000,
  tokens: {
    accessToken: 'a',
    refreshToken: 'r',
    receivedAt: 1_700_000_000_000,
    lifetime: 300,
    refreshAt: 0.8,
  },
};

test('R55: the credential of an impersonated session of an earlier version opens no other organization', () => {
  const impersonator = { email: 'support@example.com', reason: null };
  const credential = parseEarlierCredential({ ...EARLIER, claims: { ...NO_CLAIMS, impersonator } });
  expect(credential.isImpersonated).toBe(true);
  expect(parseEarlierCredential({ ...EARLIER, claims: NO_CLAIMS }).isImpersonated).toBe(false);
  expect(parseEarlierCredential(EARLIER).isImpersonated).toBe(false);
});
