import type { SessionStore } from '../ports/stores.ts';
import type { ActiveSession, Session } from '../session/session.ts';
import type { SessionChanges } from '../session/session-changes.ts';
import { freshnessOf, remainingLifetime } from '../session/token-set.ts';
import type { AuthenticationBudget, Urgency } from '../timing/authentication-budget.ts';
import type { Deadline } from '../timing/deadline.ts';
import { planRetry } from '../timing/retry.ts';
import { attemptRefresh, type RefreshAttemptParts } from './refresh-attempt.ts';

/** Longest wait for the lock, ms. Then the refresh goes on without it: the store's generation decides (R28). */
const LOCK_PATIENCE = 5_000;

/** One refresh to run. */
export interface RefreshRequest {
  readonly session: ActiveSession;
  readonly deadline: Deadline;
  /** Becomes `waiting` when a caller joins that waits. */
  urgency: Urgency;
}

/** The result of one run. */
export type RunResult =
  /** `isRefreshed`: this run stored newer tokens. */
  | { readonly type: 'finished'; readonly session: Session; readonly isRefreshed: boolean }
  /** The background's share of the rate limit is used up after `attempts` requests. */
  | { readonly type: 'deferred'; readonly session: ActiveSession; readonly attempts: number }
  /** `cooldown`: how long to send no request to the token endpoint, ms. `isAnswered`: the provider responded. */
  | { readonly type: 'failed'; readonly cooldown: number; readonly isAnswered: boolean };

/** What a run needs. */
export interface RefreshRunParts extends RefreshAttemptParts {
  readonly store: SessionStore;
  readonly changes: SessionChanges;
  readonly budget: AuthenticationBudget;
}

/** Takes the lock, reads the session again and sends its refresh token until the provider gives a final response. */
export async function runRefresh(parts: RefreshRunParts, request: RefreshRequest): Promise<RunResult> {
  const { organizationId, tokens } = request.session;
  const patience = Math.min(LOCK_PATIENCE, request.deadline.remaining);
  return parts.platform.withLock(`keyring-refresh:${organizationId}`, patience, async () => {
    // Another worker may have refreshed the session while this one waited for the lock. If it only rotated the refresh
    // token, because it could not read the key set, the access token is the same and still has to be renewed.
    const session = await parts.store.read(organizationId);
    if (session.status !== 'active' || session.tokens.accessToken !== tokens.accessToken)
      return { type: 'finished', session, isRefreshed: false };
    return attemptUntilAnswered(parts, request, session);
  });
}

async function attemptUntilAnswered(
  parts: RefreshRunParts,
  request: RefreshRequest,
  stale: ActiveSession,
): Promise<RunResult> {
  const { platform, budget, changes } = parts;
  const { organizationId } = stale;
  const { deadline } = request;
  let session: Session = stale;
  let mismatches = 0;
  for (let attempt = 0; session.status === 'active'; attempt += 1) {
    if (!(await budget.spend(request.urgency))) return { type: 'deferred', session, attempts: attempt };
    const result = await attemptRefresh(parts, session, deadline);
    const { generation: basedOn, tokens } = session;
    if (result.type === 'event') {
      const changed = await changes.apply(organizationId, result.event);
      return { type: 'finished', session: changed, isRefreshed: changed.status === 'active' };
    }
    if (result.type === 'mismatch') {
      mismatches += 1;
      // The response was for another user or organization. The access token is used until it expires; then one retry.
      if (freshnessOf(tokens, platform.now()) !== 'expired')
        return { type: 'failed', cooldown: remainingLifetime(tokens, platform.now()), isAnswered: true };
      if (mismatches > 1) {
        const ended = await changes.apply(organizationId, { type: 'ended', reason: result.reason, basedOn });
        return { type: 'finished', session: ended, isRefreshed: false };
      }
    }
    if (result.type === 'unchecked') {
      const { refreshToken } = result;
      session = await changes.apply(organizationId, { type: 'rotated', refreshToken, basedOn });
    }
    const retryAfter = result.type === 'again' ? result.retryAfter : null;
    const { retryDelay, cooldown } = planRetry(attempt, request.urgency, platform.random(), retryAfter);
    // `isOnline` is a hint, so it counts only when the provider did not respond.
    const isAnswered = result.type !== 'again' || result.isAnswered;
    const isOffline = !isAnswered && !platform.isOnline();
    if (retryDelay === null || isOffline || retryDelay >= deadline.remaining)
      return { type: 'failed', cooldown, isAnswered };
    await platform.delay(retryDelay);
  }
  return { type: 'finished', session, isRefreshed: false };
}
