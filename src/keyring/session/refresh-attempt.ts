import type { IdentityProvider, Platform } from '../ports.ts';
import { checkGrant } from './grant.ts';
import { REQUEST_TIMEOUT } from './retry.ts';
import type { ActiveSession, SessionEvent } from './session.ts';
import { tokenOutcomeOf } from './token-outcome.ts';

/** What one attempt to refresh came to. */
export type Verdict =
  /** Newer tokens, or the end of the session. */
  | { readonly type: 'event'; readonly event: SessionEvent }
  /** `retryAfter`: what the server asked for, s */
  | { readonly type: 'again'; readonly retryAfter: number | null }
  | { readonly type: 'mismatch'; readonly reason: 'wrong_organization' | 'wrong_user' }
  /** The refresh token has rotated, but the key set is away: what rotated must not be lost with what cannot be checked. */
  | { readonly type: 'unchecked'; readonly refreshToken: string };

/** Sends a session's refresh token once, and says what the answer means for the session. */
export async function attemptRefresh(
  identityProvider: IdentityProvider,
  platform: Platform,
  { organizationId, generation: basedOn, user, tokens }: ActiveSession,
): Promise<Verdict> {
  const answer = await identityProvider.refresh(tokens.refreshToken, organizationId, REQUEST_TIMEOUT);
  const outcome = tokenOutcomeOf(answer, platform.now());
  if (outcome.type === 'terminal')
    return { type: 'event', event: { type: 'ended', reason: outcome.reason, basedOn } };
  if (outcome.type === 'transient') return { type: 'again', retryAfter: outcome.retryAfter };
  const expected = { organizationId, userId: user.id };
  const checked = await checkGrant(identityProvider, platform, outcome.response, expected);
  switch (checked.type) {
    case 'accepted':
      return { type: 'event', event: { type: 'refreshed', grant: checked.grant, basedOn } };
    case 'wrong':
      return { type: 'mismatch', reason: checked.reason };
    case 'unchecked':
      return { type: 'unchecked', refreshToken: outcome.response.refreshToken };
    case 'unverifiable':
      return { type: 'again', retryAfter: null };
  }
}
