/** Longest `Retry-After` that is honoured, ms. A longer one may be a server's mistake, so the request is tried once a day. */
export const RETRY_AFTER_LIMIT = 24 * 3_600_000;

/** The three forms of an HTTP date that a recipient must accept (RFC 9110 §5.6.7). */
const HTTP_DATE = /^(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?,? .*\d\d:\d\d:\d\d/;

/**
 * How long a server asks its clients to wait before the next request (`Retry-After`, RFC 9110 §10.2.3).
 *
 * A date is compared with the response's own `Date`, because the clock of the device may be wrong.
 *
 * @param now ms since the epoch, used for a date when the response has no readable `Date`
 * @returns ms, at most {@link RETRY_AFTER_LIMIT}; `null` without a valid header
 * @example
 * if (!response.ok) await wait(retryAfterOf(response) ?? 1_000);
 */
export function retryAfterOf({ headers }: Response, now: number = Date.now()): number | null {
  const value = headers.get('Retry-After')?.trim() ?? '';
  if (/^\d+$/.test(value)) return Math.min(Number(value) * 1000, RETRY_AFTER_LIMIT);
  const at = parseHttpDate(value);
  if (at === null) return null;
  const sentAt = parseHttpDate(headers.get('Date')?.trim() ?? '') ?? now;
  return Math.min(Math.max(at - sentAt, 0), RETRY_AFTER_LIMIT);
}

function parseHttpDate(text: string): number | null {
  if (!HTTP_DATE.test(text)) return null;
  // The asctime form has no time zone: it is in UTC like the others.
  const at = Date.parse(text.endsWith('GMT') ? text : `${text} GMT`);
  return Number.isNaN(at) ? null : at;
}
