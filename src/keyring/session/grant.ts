import { WITHOUT_ORGANIZATION } from '../../protocol/without-organization.ts';
import type { Platform } from '../ports/platform.ts';
import type { IdentityProvider, TokenResponse } from '../ports/provider.ts';
import type { Grant } from './session.ts';
import { receiveTokens } from './token-set.ts';

/**
 * What a grant was requested for. null: any value is accepted. `organizationId` is `WITHOUT_ORGANIZATION` for a token that
 * must name no organization.
 */
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
  /** `organizationId`: the key of its session; `WITHOUT_ORGANIZATION` if the token names no organization. */
  | { readonly type: 'accepted'; readonly grant: Grant; readonly organizationId: string }
  /** The provider issued it, but for another user or organization. */
  | {
      readonly type: 'wrong';
      readonly reason: 'wrong_organization' | 'wrong_user';
      readonly grant: Grant;
      readonly organizationId: string;
    }
  /** Signature, issuer, client or shape of the access token is wrong: the provider cannot have issued it. */
  | { readonly type: 'unverifiable' }
  /** The key set cannot be read right now. */
  | { readonly type: 'unchecked' };

/**
 * Verifies an access token and makes it a grant. No access token is stored or sent that did not pass this check.
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
  const { accessToken, refreshToken, user } = response;
  if (claims === undefined || claims.subject !== user.id) return { type: 'unverifiable' };
  // No organization has this id, so such a token must not become the session without an organization.
  if (claims.organizationId === WITHOUT_ORGANIZATION) return { type: 'unverifiable' };
  const { sessionId, issuedAt, session, limits } = claims;
  const organizationId = claims.organizationId ?? WITHOUT_ORGANIZATION;
  const tokens = receiveTokens(accessToken, claims.lifetime, arrival, platform.random());
  const grant: Grant = {
    tokens,
    refreshToken,
    user,
    sessionId,
    claims: session,
    issuedAt,
    ...(limits && { limits }),
  };
  if (expected.userId !== null && user.id !== expected.userId)
    return { type: 'wrong', reason: 'wrong_user', grant, organizationId };
  if (expected.organizationId !== null && organizationId !== expected.organizationId)
    return { type: 'wrong', reason: 'wrong_organization', grant, organizationId };
  return { type: 'accepted', grant, organizationId };
}
