import type { AuthorizationReason } from '../../protocol/session-status.ts';
import { WITHOUT_ORGANIZATION } from '../../protocol/without-organization.ts';
import type { Platform } from '../ports/platform.ts';
import type { IdentityProvider } from '../ports/provider.ts';
import type { Credential } from '../session/credential.ts';
import { checkGrant } from '../session/grant.ts';
import type { Grant } from '../session/session.ts';
import type { Deadline } from '../timing/deadline.ts';
import { REQUEST_TIMEOUT } from '../timing/retry.ts';

/** The result of one refresh request. */
export type AttemptResult =
  /** Tokens of the credential's user. `organizationId`: what the access token is for, which may not be the requested one. */
  | { readonly type: 'granted'; readonly grant: Grant; readonly organizationId: string }
  /** The key set cannot be read, so the access token cannot be used. The refresh token has rotated and must be kept. */
  | { readonly type: 'unchecked'; readonly refreshToken: string }
  | {
      readonly type: 'refused';
      readonly reason: AuthorizationReason;
      readonly about: 'credential' | 'organization';
    }
  /** The tokens belong to another user. */
  | { readonly type: 'wrong-user' }
  /** Nothing is known against the credential. `retryAfter`: from the server, s. `isAnswered`: the provider responded. */
  | { readonly type: 'again'; readonly retryAfter: number | null; readonly isAnswered: boolean };

/** What an attempt needs. */
export interface RefreshAttemptParts {
  readonly provider: IdentityProvider;
  readonly platform: Platform;
}

/**
 * Sends a credential's refresh token once and reads what the response means.
 *
 * @param organizationId what the request names, if the provider can take it; `WITHOUT_ORGANIZATION`: it names none
 * @param deadline limits the request and the read of the key set
 */
export async function attemptRefresh(
  { provider, platform }: RefreshAttemptParts,
  { refreshToken, user }: Credential,
  { organizationId, deadline }: { readonly organizationId: string; readonly deadline: Deadline },
): Promise<AttemptResult> {
  const timeout = Math.min(REQUEST_TIMEOUT, deadline.remaining);
  const isNamed = provider.capabilities.organizationParameter && organizationId !== WITHOUT_ORGANIZATION;
  const named = isNamed ? organizationId : null;
  const outcome = await provider.refresh(refreshToken, named, timeout);
  if (outcome.type === 'terminal') return { ...outcome, type: 'refused' };
  if (outcome.type === 'transient')
    return { type: 'again', retryAfter: outcome.retryAfter, isAnswered: outcome.cause !== 'no-response' };
  const expected = { organizationId, userId: user.id };
  const checked = await checkGrant({ provider, platform }, outcome.response, expected, deadline.remaining);
  switch (checked.type) {
    case 'accepted':
      return { ...checked, type: 'granted' };
    case 'wrong':
      return checked.reason === 'wrong_user' ? { type: 'wrong-user' } : { ...checked, type: 'granted' };
    case 'unchecked':
      return { type: 'unchecked', refreshToken: outcome.response.refreshToken };
    case 'unverifiable':
      return { type: 'again', retryAfter: null, isAnswered: true };
  }
}
