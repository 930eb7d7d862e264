import type { Urgency } from './authentication-budget.ts';

/**
 * The one deadline of a refresh, and of the exchange of a code, ms: the wait for the lock, all requests, the pauses
 * between them and the reading of the key set together. A refresh whose response was lost is retried with the same
 * refresh token while the provider still responds with the same pair: the usual grace is 30 s; this leaves a margin (R32).
 */
export const RETRY_BUDGET = 20_000;
/** Longest wait for one response of the token endpoint, ms (R27); the deadline cuts it short. */
export const REQUEST_TIMEOUT = 15_000;

/** A clock that goes back must not stretch the budget without end. */
const ATTEMPT_LIMIT = 12;
/** Attempts of a refresh that nobody waits for: half of what the background may send in a minute. */
const ATTEMPT_LIMIT_BEHIND = 4;
/** Its pauses begin this many doublings later: where nobody waits, there is time. */
const PAUSES_SKIPPED_BEHIND = 2;

const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 4_000;

/** What follows an attempt that brought nothing. */
export interface RetryPlan {
  /** Whether another attempt is worth it. */
  readonly mayRetry: boolean;
  /** How long to wait before it, or else how long to leave the endpoint alone, ms. */
  readonly pause: number;
}

/**
 * Plans the attempt after this one: pauses double up to a cap, the upper half random, and never end before the time that
 * the server named. Where nobody waits there is time: fewer attempts, over as long a while.
 *
 * @param attempt 0 after the first one
 * @param random uniform in [0, 1)
 * @param retryAfter what the server asked for, s
 */
export function planRetry(
  attempt: number,
  urgency: Urgency,
  random: number,
  retryAfter: number | null,
): RetryPlan {
  const isAwaited = urgency === 'waiting';
  const doublings = isAwaited ? attempt : attempt + PAUSES_SKIPPED_BEHIND;
  const pause = Math.min(FIRST_PAUSE * 2 ** doublings, LONGEST_PAUSE);
  return {
    mayRetry: attempt + 1 < (isAwaited ? ATTEMPT_LIMIT : ATTEMPT_LIMIT_BEHIND),
    // A `Retry-After` of 0 is no invitation to hammer.
    pause: Math.max(pause * (0.5 + random / 2), (retryAfter ?? 0) * 1000),
  };
}
