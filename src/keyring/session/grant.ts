import type { Platform } from '../ports/platform.ts';
import type { IdentityProvider, TokenResponse } from '../ports/provider.ts';
import type { Grant } from './session.ts';
import { receiveTokens } from './token-set.ts';

/** What a grant was requested for. null: any value is accepted. */
export interface GrantExpectation {
  readonly organizationId: string | null;
  readonly userId: string | null;
}

/** What the check needs. */
export interface GrantCheckParts {
  readonly provider: IdentityProvider;
  readonly platform: Platform;
}

/** A token response, checked against the request (R11). */
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
 * Verifies an access token and makes it a grant. No token is stored or sent that did not pass this check.
 *
 * @param timeout longest wait for the key set, ms
 */
export async function checkGrant(
  { provider, platform }: GrantCheckParts,
  response: TokenResponse,
  expected: GrantExpectation,
  timeout: number,
): Promise<CheckedGrant> {
  const arrival = platform.now();
  const claims = await provider.verify(response, timeout);
  if (claims === 'unchecked') return { type: 'unchecked' };
  if (claims === undefined || claims.subject !== response.user.id) return { type: 'unverifiable' };
  const { organizationId, sessionId, issuedAt, session } = claims;
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
  const grant: Grant = { tokens, user: response.user, sessionId, claims: session, issuedAt };
  return { type: 'accepted', grant, organizationId };
}
