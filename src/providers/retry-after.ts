/** Longest accepted `Retry-After`, s: a wrong value from a server must not lock users out for a day. */
const RETRY_AFTER_LIMIT = 60;

/**
 * Reads `Retry-After` (RFC 9110 §10.2.3): seconds or an HTTP date, capped at {@link RETRY_AFTER_LIMIT}.
 *
 * @param now ms since the epoch
 * @returns s; null: the header is missing or unreadable
 */
export function parseRetryAfter(value: string | null, now: number): number | null {
  if (value === null) return null;
  const text = value.trim();
  const seconds = /^\d{1,9}$/.test(text) ? Number(text) : (Date.parse(text) - now) / 1000;
  if (!Number.isFinite(seconds) || seconds < 0) return null;
  return Math.min(seconds, RETRY_AFTER_LIMIT);
}
