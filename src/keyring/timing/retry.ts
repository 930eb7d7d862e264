import type { Urgency } from './authentication-budget.ts';

/**
 * The deadline of a refresh and of a code exchange, ms. It covers the wait for the lock, all requests, the delays between
 * them and the read of the key set. A refresh whose response was lost is sent again with the same refresh token while the
 * provider still returns the same pair: its usual grace is 30 s, so this leaves a margin (R32).
 */
export const RETRY_BUDGET = 20_000;
/** Longest wait for one response of the token endpoint, ms (R27). The deadline shortens it. */
export const REQUEST_TIMEOUT = 15_000;

/** A clock that is set back must not extend the attempts without limit. */
const ATTEMPT_LIMIT = 12;
/** Attempts of a background refresh: half of what the background may send in a minute. */
const BACKGROUND_ATTEMPT_LIMIT = 4;
/** A background refresh starts with the delay that others reach after this many doublings. */
const BACKGROUND_DOUBLINGS = 2;

const FIRST_DELAY = 250;
const LONGEST_DELAY = 4_000;

/** What follows an attempt without a result. */
export interface RetryPlan {
  /** Time before the next attempt, ms. null: no attempt is left. */
  readonly retryDelay: number | null;
  /** How long the token endpoint gets no request if the caller gives up instead, ms. */
  readonly cooldown: number;
}

/**
 * Plans the next attempt. Delays double up to a cap, their upper half is random, and they never end before the time that
 * the server named. A background refresh has fewer attempts over the same time.
 *
 * @param attempt 0 after the first one
 * @param random uniform in [0, 1)
 * @param retryAfter from the server, s
 * @example
 * planRetry(0, 'waiting', 0.5, null); // { retryDelay: 187.5, cooldown: 187.5 }
 */
export function planRetry(
  attempt: number,
  urgency: Urgency,
  random: number,
  retryAfter: number | null,
): RetryPlan {
  const isAwaited = urgency === 'waiting';
  const doublings = isAwaited ? attempt : attempt + BACKGROUND_DOUBLINGS;
  const backoff = Math.min(FIRST_DELAY * 2 ** doublings, LONGEST_DELAY) * (0.5 + random / 2);
  // A `Retry-After` of 0 must not shorten the delay.
  const cooldown = Math.max(backoff, (retryAfter ?? 0) * 1000);
  const isLast = attempt + 1 >= (isAwaited ? ATTEMPT_LIMIT : BACKGROUND_ATTEMPT_LIMIT);
  return { retryDelay: isLast ? null : cooldown, cooldown };
}
