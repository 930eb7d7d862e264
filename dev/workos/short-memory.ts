/** The lifetime of a cached result in milliseconds, and the maximum number of keys. */
export interface ShortMemoryOptions {
  readonly lifetime: number;
  readonly capacity: number;
  readonly now: () => number;
}

/**
 * Caches the results of an asynchronous function for a short time. Concurrent calls share one pending result. A failure
 * is not cached.
 *
 * @param ask computes the result for one key
 */
export function remember<T>(
  ask: (key: string) => Promise<T>,
  { lifetime, capacity, now }: ShortMemoryOptions,
): (key: string) => Promise<T> {
  const known = new Map<string, { answer: Promise<T>; until: number }>();
  return (key) => {
    const kept = known.get(key);
    if (kept !== undefined && kept.until > now()) return kept.answer;
    known.delete(key);
    const entry = { answer: ask(key), until: now() + lifetime };
    known.set(key, entry);
    entry.answer.catch(() => {
      if (known.get(key) === entry) known.delete(key);
    });
    const [oldest] = known.keys();
    if (known.size > capacity && oldest !== undefined) known.delete(oldest);
    return entry.answer;
  };
}
