import { createRemoteJWKSet, errors, type JWTVerifyGetKey } from 'jose';
import { UnavailableError } from './unavailable-error.ts';

/** Maximum number of extra key set fetches in a row. */
const REFETCHES = 5;
/** After that, one more fetch per this many milliseconds. */
const REFETCH_INTERVAL = 10_000;
/** Age after which the keys are read again, ms, so that a key that AuthKit has removed is not accepted for long. */
const MAX_AGE = 600_000;

/**
 * AuthKit's key set. It is fetched for the first token, when a token names an unknown key, and every ten minutes. No request
 * waits for the latter, and the known keys stay if it fails: an API must not depend on AuthKit for each token.
 *
 * jose's cooldown blocks a refetch for a fixed time, so a token signed just after a rotation would fail if the keys
 * were fetched shortly before. Without a cooldown an attacker could trigger one fetch per forged `kid`. This token
 * bucket accepts a new key at once and limits a flood to one fetch in ten seconds.
 *
 * @param jwksUri AuthKit's JWKS
 * @param now the clock, in milliseconds
 * @throws {UnavailableError} from the returned function, when the keys cannot be read
 */
export function createKeySet(jwksUri: string, now: () => number = Date.now): JWTVerifyGetKey {
  const remote = createRemoteJWKSet(new URL(jwksUri), {
    cooldownDuration: Number.POSITIVE_INFINITY,
    cacheMaxAge: Number.POSITIVE_INFINITY,
  });
  let refreshAt = 0;
  let allowance = REFETCHES;
  let refilledAt = now();

  function mayRefetch(): boolean {
    // Requests during a fetch wait for it and use no allowance.
    if (remote.reloading) return true;
    const earned = Math.max(0, Math.floor((now() - refilledAt) / REFETCH_INTERVAL));
    allowance = Math.min(REFETCHES, allowance + earned);
    refilledAt = allowance === REFETCHES ? now() : refilledAt + earned * REFETCH_INTERVAL;
    if (allowance === 0) return false;
    allowance -= 1;
    return true;
  }

  function refresh(): void {
    // The first token waits for the keys itself.
    const isKnown = remote.jwks() !== undefined;
    if (isKnown && (now() < refreshAt || remote.reloading)) return;
    refreshAt = now() + MAX_AGE;
    if (isKnown)
      remote.reload().catch(() => {
        refreshAt = now() + REFETCH_INTERVAL;
      });
  }

  const find: JWTVerifyGetKey = async (header, token) => {
    refresh();
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
