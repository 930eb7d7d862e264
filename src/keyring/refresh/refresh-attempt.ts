import type { Platform } from '../ports/platform.ts';
import type { IdentityProvider } from '../ports/provider.ts';
import type { ActiveSession, SessionEvent } from '../session/session.ts';
import { acceptRefresh, type SessionLimits } from '../session/session-limits.ts';
import { checkGrant } from '../sign-in/grant.ts';
import type { Deadline } from './deadline.ts';
import { REQUEST_TIMEOUT } from './retry.ts';

/** What one attempt to refresh came to. */
export type Verdict =
  /** Newer tokens, or the end of the session. */
  | { readonly type: 'event'; readonly event: SessionEvent }
  /** `retryAfter`: what the server asked for, s. `isAnswered`: the provider responded, so there is a network. */
  | { readonly type: 'again'; readonly retryAfter: number | null; readonly isAnswered: boolean }
  | { readonly type: 'mismatch'; readonly reason: 'wrong_organization' | 'wrong_user' }
  /** The refresh token has rotated, but the key set is away: what rotated must not be lost with what cannot be checked. */
  | { readonly type: 'unchecked'; readonly refreshToken: string };

/** What an attempt is made with. */
export interface RefreshAttemptParts {
  readonly provider: IdentityProvider;
  readonly platform: Platform;
  readonly limits: SessionLimits;
}

/**
 * Sends a session's refresh token once, and says what the response means for the session.
 *
 * @param deadline cuts the request, and the reading of the key set, short
 */
export async function attemptRefresh(
  { provider, platform, limits }: RefreshAttemptParts,
  session: ActiveSession,
  deadline: Deadline,
): Promise<Verdict> {
  const { organizationId, generation: basedOn, user, tokens } = session;
  const timeout = Math.min(REQUEST_TIMEOUT, deadline.remaining);
  const outcome = await provider.refresh(tokens.refreshToken, organizationId, timeout);
  if (outcome.type === 'terminal')
    return { type: 'event', event: { type: 'ended', reason: outcome.reason, basedOn } };
  if (outcome.type === 'transient')
    return { type: 'again', retryAfter: outcome.retryAfter, isAnswered: outcome.cause !== 'no-response' };
  const expected = { organizationId, userId: user.id };
  const checked = await checkGrant(provider, platform, outcome.response, expected, deadline);
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
