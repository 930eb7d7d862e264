import type { Session } from '../session/session.ts';
import type { Urgency } from '../timing/authentication-budget.ts';
import type { Deadline } from '../timing/deadline.ts';
import { planRetry } from '../timing/retry.ts';
import { RefreshTurn, type RefreshTurnParts } from './refresh-turn.ts';
import type { Turns } from './turns.ts';

/** One refresh to run: of an active session, or one that opens an organization without a session. */
export interface RefreshRequest {
  readonly credentialId: string;
  /** The session as the caller read it. A run ends when it has changed. */
  readonly before: Session;
  readonly deadline: Deadline;
  /** Becomes `waiting` when a caller joins that waits. */
  urgency: Urgency;
}

/** The result of one run. */
export type RunResult =
  /** `isRefreshed`: this run stored a newer access token. */
  | { readonly type: 'finished'; readonly session: Session; readonly isRefreshed: boolean }
  /** The background's share of the rate limit is used up after `requests` requests. */
  | { readonly type: 'deferred'; readonly requests: number }
  /** `cooldown`: how long to leave the token endpoint alone, ms. `isAnswered`: the provider responded. */
  | { readonly type: 'failed'; readonly cooldown: number; readonly isAnswered: boolean };

/** What a run needs. */
export interface RefreshRunParts extends RefreshTurnParts {
  readonly turns: Turns;
}

/** Takes turns of the credential until the provider gives an answer that counts. Between two turns others have theirs. */
export async function runRefresh(parts: RefreshRunParts, request: RefreshRequest): Promise<RunResult> {
  const { platform, turns } = parts;
  const { credentialId, deadline } = request;
  const progress = { requests: 0, mismatches: 0 };
  for (let attempt = 0; ; attempt += 1) {
    const turn = await turns.take(credentialId, deadline.remaining, () =>
      new RefreshTurn(parts, request, progress).run(),
    );
    if (turn.type !== 'again') return turn;
    const { retryAfter, isAnswered } = turn;
    const { retryDelay, cooldown } = planRetry(attempt, request.urgency, platform.random(), retryAfter);
    // `isOnline` is a hint, so it counts only when the provider did not respond.
    const isOffline = !isAnswered && !platform.isOnline();
    if (retryDelay === null || isOffline || retryDelay >= deadline.remaining)
      return turn.settled ?? { type: 'failed', cooldown, isAnswered };
    await platform.delay(retryDelay);
  }
}
