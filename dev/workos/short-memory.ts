import { UnavailableError } from '../api/unavailable-error.ts';

/** The lifetime of a cached result in milliseconds, and the maximum number of keys. */
export interface ShortMemoryOptions {
  readonly lifetime: number;
  readonly capacity: number;
  readonly now: () => number;
}

/** After a failure that says no other time, s. */
const RETRY_DELAY = 2;

/**
 * Caches the results of an asynchronous function for a short time. Concurrent calls share one pending result. A failure is
 * cached for its retry delay, so that a flood of requests is no flood to a service that is not available.
 *
 * @param ask computes the result for one key
 */
export function remember<T>(
  ask: (key: string) => Promise<T>,
  { lifetime, capacity, now }: ShortMemoryOptions,
): (key: string) => Promise<T> {
  const known = new Map<string, { response: Promise<T>; until: number }>();
  return (key) => {
    const kept = known.get(key);
    if (kept !== undefined && kept.until > now()) return kept.response;
    known.delete(key);
    const entry = { response: ask(key), until: now() + lifetime };
    known.set(key, entry);
    entry.response.catch((error: unknown) => {
      entry.until = now() + 1_000 * (error instanceof UnavailableError ? error.retryAfter : RETRY_DELAY);
    });
    const [oldest] = known.keys();
    if (known.size > capacity && oldest !== undefined) known.delete(oldest);
    return entry.response;
  };
}
