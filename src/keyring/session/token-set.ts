import { parseNumber, parseRecord, parseString } from '../../protocol/parse.ts';

/**
 * The two credentials of a session with their times. The token endpoint sends no `expires_in`; the lifetime is
 * the token's own `exp - iat`, counted from its arrival, so a wrong device clock changes nothing.
 */
export interface TokenSet {
  readonly accessToken: string;
  readonly refreshToken: string;
  /** Arrival by this device's clock, ms since the epoch. */
  readonly receivedAt: number;
  /** Lifetime of the access token, s. */
  readonly lifetime: number;
  /** When the refresh window opens, as a fraction of the lifetime: jittered so that many sessions do not meet. */
  readonly refreshAt: number;
}

/** Where the refresh window opens, as fractions of the lifetime: after 4 minutes, or so of the usual 5. */
const WINDOW_START = 0.75;
const WINDOW_JITTER = 0.1;

/** Makes the token set of a fresh arrival. `jitter` is uniform in [0, 1). */
export function receiveTokens(
  accessToken: string,
  refreshToken: string,
  lifetime: number,
  now: number,
  jitter: number,
): TokenSet {
  return {
    accessToken,
    refreshToken,
    receivedAt: now,
    lifetime,
    refreshAt: WINDOW_START + WINDOW_JITTER * jitter,
  };
}

/** What to do with an access token right now. */
export type Freshness = 'fresh' | 'refresh-behind' | 'expired';

/**
 * Decides whether a token is used, used while a refresh runs behind, or waited for.
 * Everything is a fraction of the lifetime, so lifetimes of two seconds work like those of an hour.
 * A clock that went back behind the arrival proves nothing about age: the token is used, and renewed behind.
 */
export function freshnessOf(tokens: TokenSet, now: number): Freshness {
  const age = (now - tokens.receivedAt) / (tokens.lifetime * 1000);
  if (age < 0) return 'refresh-behind';
  if (age < tokens.refreshAt) return 'fresh';
  return age < 1 ? 'refresh-behind' : 'expired';
}

/** When the access token ends, ms since the epoch by this device's clock. */
export function accessTokenExpiry(tokens: TokenSet): number {
  return tokens.receivedAt + tokens.lifetime * 1000;
}

/** How long the access token still serves, ms; a clock that went back adds nothing. */
export function remainingLifetime(tokens: TokenSet, now: number): number {
  const lifetime = tokens.lifetime * 1000;
  return Math.min(Math.max(tokens.receivedAt + lifetime - now, 0), lifetime);
}

/** Reads a token set that was at rest. */
export function parseTokenSet(value: unknown): TokenSet {
  const record = parseRecord(value, 'tokens');
  return {
    accessToken: parseString(record.accessToken, 'accessToken', 64 * 1024),
    refreshToken: parseString(record.refreshToken, 'refreshToken', 64 * 1024),
    receivedAt: parseNumber(record.receivedAt, 'receivedAt'),
    lifetime: parseNumber(record.lifetime, 'lifetime'),
    refreshAt: parseNumber(record.refreshAt, 'refreshAt'),
  };
}
