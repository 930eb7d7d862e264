/** How long, in milliseconds, and for how many keys an answer is kept. */
export interface ShortMemoryOptions {
  readonly lifetime: number;
  readonly capacity: number;
  readonly now: () => number;
}

/**
 * Remembers the answers of an asynchronous question for a short time. Whoever asks while the question is under way
 * gets the same answer; a failure is not remembered.
 *
 * @param ask answers for one key
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
