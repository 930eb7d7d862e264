import type { Platform } from '../ports/platform.ts';
import type { IdentityProvider } from '../ports/provider.ts';
import { checkGrant } from '../session/grant.ts';
import type { ActiveSession, SessionEvent } from '../session/session.ts';
import { acceptRefresh, type SessionLimits } from '../session/session-limits.ts';
import type { Deadline } from '../timing/deadline.ts';
import { REQUEST_TIMEOUT } from '../timing/retry.ts';

/** The result of one refresh request. */
export type AttemptResult =
  /** Newer tokens, or the end of the session. */
  | { readonly type: 'event'; readonly event: SessionEvent }
  /** Nothing is known against the session. `retryAfter`: from the server, s. `isAnswered`: the provider responded. */
  | { readonly type: 'again'; readonly retryAfter: number | null; readonly isAnswered: boolean }
  /** The tokens belong to another organization or user. */
  | { readonly type: 'mismatch'; readonly reason: 'wrong_organization' | 'wrong_user' }
  /** The key set cannot be read, so the access token cannot be used. The refresh token has rotated and must be kept. */
  | { readonly type: 'unchecked'; readonly refreshToken: string };

/** What an attempt needs. */
export interface RefreshAttemptParts {
  readonly provider: IdentityProvider;
  readonly platform: Platform;
  readonly limits: SessionLimits;
}

/**
 * Sends a session's refresh token once and reads what the response means for the session.
 *
 * @param deadline limits the request and the read of the key set
 */
export async function attemptRefresh(
  { provider, platform, limits }: RefreshAttemptParts,
  session: ActiveSession,
  deadline: Deadline,
): Promise<AttemptResult> {
  const { organizationId, generation: basedOn, user, tokens } = session;
  const timeout = Math.min(REQUEST_TIMEOUT, deadline.remaining);
  const named = provider.capabilities.organizationParameter ? organizationId : null;
  const outcome = await provider.refresh(tokens.refreshToken, named, timeout);
  if (outcome.type === 'terminal')
    return { type: 'event', event: { type: 'ended', reason: outcome.reason, basedOn } };
  if (outcome.type === 'transient')
    return { type: 'again', retryAfter: outcome.retryAfter, isAnswered: outcome.cause !== 'no-response' };
  const expected = { organizationId, userId: user.id };
  const checked = await checkGrant({ provider, platform }, outcome.response, expected, deadline.remaining);
  switch (checked.type) {
    case 'accepted':
      return { type: 'event', event: acceptRefresh(session, checked.grant, limits) };
    case 'wrong':
      return { type: 'mismatch', reason: checked.reason };
    case 'unchecked':
      return { type: 'unchecked', refreshToken: outcome.response.refreshToken };
    case 'unverifiable':
      return { type: 'again', retryAfter: null, isAnswered: true };
  }
}
