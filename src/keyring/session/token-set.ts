import { parseNumber, parseRecord, parseString } from '../../protocol/parse.ts';

/**
 * The access token of a session and its times. The lifetime is `exp - iat` of the access token, counted from its arrival,
 * so a wrong device clock does not matter and no `expires_in` is needed.
 */
export interface TokenSet {
  readonly accessToken: string;
  /** Arrival by this device's clock, ms since the epoch. */
  readonly receivedAt: number;
  /** Lifetime of the access token, s. */
  readonly lifetime: number;
  /** Start of the refresh window, as a fraction of the lifetime, with jitter: many sessions are not due at once. */
  readonly refreshAt: number;
}

/** Start of the refresh window, as fractions of the lifetime: after about 4 of the usual 5 minutes. */
const WINDOW_START = 0.75;
const WINDOW_JITTER = 0.1;

/** Creates the token set of an access token that has just arrived. `jitter` is uniform in [0, 1). */
export function receiveTokens(accessToken: string, lifetime: number, now: number, jitter: number): TokenSet {
  return {
    accessToken,
    receivedAt: now,
    lifetime,
    refreshAt: WINDOW_START + WINDOW_JITTER * jitter,
  };
}

/** `fresh`: use it. `due`: use it and refresh in the background. `expired`: refresh first. */
export type Freshness = 'fresh' | 'due' | 'expired';

/**
 * Decides whether an access token can be used now. All times are fractions of the lifetime, so a lifetime of two seconds
 * works like one of an hour. If the clock was set back to before the arrival, the age is unknown: the token is due.
 */
export function freshnessOf(tokens: TokenSet, now: number): Freshness {
  const age = (now - tokens.receivedAt) / (tokens.lifetime * 1000);
  if (age < 0) return 'due';
  if (age < tokens.refreshAt) return 'fresh';
  return age < 1 ? 'due' : 'expired';
}

/** When the access token expires, ms since the epoch by this device's clock. */
export function accessTokenExpiry(tokens: TokenSet): number {
  return tokens.receivedAt + tokens.lifetime * 1000;
}

/** Remaining lifetime of the access token, ms. A clock that was set back does not extend it. */
export function remainingLifetime(tokens: TokenSet, now: number): number {
  const lifetime = tokens.lifetime * 1000;
  return Math.min(Math.max(tokens.receivedAt + lifetime - now, 0), lifetime);
}

/** Parses a stored token set. */
export function parseTokenSet(value: unknown): TokenSet {
  const record = parseRecord(value, 'tokens');
  return {
    accessToken: parseString(record.accessToken, 'accessToken', 64 * 1024),
    receivedAt: parseNumber(record.receivedAt, 'receivedAt'),
    lifetime: parseNumber(record.lifetime, 'lifetime'),
    refreshAt: parseNumber(record.refreshAt, 'refreshAt'),
  };
}
