import { createRemoteJWKSet, errors, type JWTVerifyGetKey } from 'jose';
import { UnavailableError } from './unavailable-error.ts';

/** At most this many extra fetches of the key set in a row … */
const REFETCHES = 5;
/** … and then one more in this many milliseconds. */
const REFETCH_INTERVAL = 10_000;

/**
 * AuthKit's keys, fetched at the first token and again when a token names a key that is not among them.
 *
 * jose's own cooldown refuses a refetch for a fixed time after the last one, so a token signed just after a
 * rotation would fail when the API had fetched the keys a moment before; without a cooldown, anyone could make
 * this API fetch once per forged `kid`. Here a small allowance refills slowly: a new key works at once, and a
 * flood costs one fetch in ten seconds, each of which brings the new keys in as well.
 *
 * @param jwksUri AuthKit's JWKS
 * @param now the clock, in milliseconds
 * @throws {UnavailableError} from the returned function, when the keys cannot be read
 */
export function createKeySet(jwksUri: string, now: () => number = Date.now): JWTVerifyGetKey {
  const remote = createRemoteJWKSet(new URL(jwksUri), { cooldownDuration: Number.POSITIVE_INFINITY });
  let allowance = REFETCHES;
  let refilledAt = now();

  function mayRefetch(): boolean {
    // Whoever comes while a fetch runs waits for that one, at no cost.
    if (remote.reloading) return true;
    const earned = Math.max(0, Math.floor((now() - refilledAt) / REFETCH_INTERVAL));
    allowance = Math.min(REFETCHES, allowance + earned);
    refilledAt = allowance === REFETCHES ? now() : refilledAt + earned * REFETCH_INTERVAL;
    if (allowance === 0) return false;
    allowance -= 1;
    return true;
  }

  const find: JWTVerifyGetKey = async (header, token) => {
    try {
      return await remote(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey) || !mayRefetch()) throw error;
      await remote.reload();
      return remote(header, token);
    }
  };

  return async (header, token) => {
    try {
      return await find(header, token);
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys)
        throw error;
      throw new UnavailableError('The keys of AuthKit could not be read.', { cause: error });
    }
  };
}
