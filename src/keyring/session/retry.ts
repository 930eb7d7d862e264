/**
 * A lost reply is asked for again with the same refresh token while AuthKit still answers it with the same pair:
 * WorkOS's grace is 30 s; this leaves a margin (R32). ms.
 */
export const RETRY_BUDGET = 20_000;
/** Longest wait for one answer of the token endpoint, ms (R27). */
export const REQUEST_TIMEOUT = 15_000;

const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 4_000;

/**
 * How long to wait before the next attempt, ms: doubling, capped, with the upper half random, unless the server
 * named a time.
 *
 * @param attempt 0 for the pause after the first attempt
 * @param random uniform in [0, 1)
 * @param retryAfter what the server asked for, s
 */
export function pauseBeforeRetry(attempt: number, random: number, retryAfter: number | null): number {
  if (retryAfter !== null) return retryAfter * 1000;
  const pause = Math.min(FIRST_PAUSE * 2 ** attempt, LONGEST_PAUSE);
  return pause * (0.5 + random / 2);
}
