import type { Platform } from '../ports/platform.ts';
import type { IdentityProvider, TokenResponse } from '../ports/provider.ts';
import type { Deadline } from '../refresh/deadline.ts';
import type { Grant } from '../session/session.ts';
import { receiveTokens } from '../session/token-set.ts';

/** What a grant was asked for; null: whatever comes back decides. */
export interface GrantExpectation {
  readonly organizationId: string | null;
  readonly userId: string | null;
}

/** A token response, checked against what was asked for (R11). */
export type CheckedGrant =
  | { readonly type: 'accepted'; readonly grant: Grant; readonly organizationId: string }
  | {
      readonly type: 'wrong';
      readonly reason: 'wrong_organization' | 'wrong_user';
      readonly sessionId: string;
    }
  /** Signature, issuer, client or shape of the access token is wrong: the provider cannot have issued it. */
  | { readonly type: 'unverifiable' }
  /** The key set cannot be read right now. */
  | { readonly type: 'unchecked' };

/**
 * Verifies an access token and makes it a grant. Nothing is stored, and nothing sent, that did not pass here.
 *
 * @param deadline also for reading the key set
 */
export async function checkGrant(
  provider: IdentityProvider,
  platform: Platform,
  response: TokenResponse,
  expected: GrantExpectation,
  deadline: Deadline,
): Promise<CheckedGrant> {
  const arrival = platform.now();
  const claims = await provider.verify(response, deadline.remaining);
  if (claims === 'unchecked') return { type: 'unchecked' };
  if (claims === undefined || claims.subject !== response.user.id) return { type: 'unverifiable' };
  const { organizationId, sessionId, issuedAt } = claims;
  if (
    organizationId === null ||
    (expected.organizationId !== null && organizationId !== expected.organizationId)
  ) {
    return { type: 'wrong', reason: 'wrong_organization', sessionId };
  }
  if (expected.userId !== null && claims.subject !== expected.userId) {
    return { type: 'wrong', reason: 'wrong_user', sessionId };
  }
  const tokens = receiveTokens(
    response.accessToken,
    response.refreshToken,
    claims.lifetime,
    arrival,
    platform.random(),
  );
  return { type: 'accepted', grant: { tokens, user: response.user, sessionId, issuedAt }, organizationId };
}
