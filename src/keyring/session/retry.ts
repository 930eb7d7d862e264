/**
 * A lost reply is asked for again with the same refresh token while AuthKit still answers it with the same pair:
 * WorkOS's grace is 30 s; this leaves a margin (R32). ms.
 */
export const RETRY_BUDGET = 20_000;
/** Longest wait for one answer of the token endpoint, ms (R27). */
export const REQUEST_TIMEOUT = 15_000;

/** A clock that goes back must not stretch the budget without end. */
export const ATTEMPT_LIMIT = 12;
/** Attempts of a refresh that nobody waits for: half of what the background may send in a minute. */
export const ATTEMPT_LIMIT_BEHIND = 4;
/** Its pauses begin this many doublings later: where nobody waits, there is time. */
export const PAUSES_SKIPPED_BEHIND = 2;

const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 4_000;

/**
 * How long to wait before the next attempt, ms: doubling, capped, with the upper half random, and not
 * before the time that the server named.
 *
 * @param attempt 0 for the pause after the first attempt
 * @param random uniform in [0, 1)
 * @param retryAfter what the server asked for, s
 */
export function pauseBeforeRetry(attempt: number, random: number, retryAfter: number | null): number {
  const pause = Math.min(FIRST_PAUSE * 2 ** attempt, LONGEST_PAUSE);
  // A `Retry-After` of 0 is no invitation to hammer.
  return Math.max(pause * (0.5 + random / 2), (retryAfter ?? 0) * 1000);
}
