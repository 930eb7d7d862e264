/** What became of a submission: done now, answered again, or a key used for something else. */
export type Submission<T> =
  | { readonly outcome: 'first' | 'replayed'; readonly value: T }
  | { readonly outcome: 'conflict' };

/** Remembers what was done under which `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header). */
export interface IdempotencyKeys<T> {
  /**
   * Does `work` unless it was done under this key before.
   *
   * @param scope whose key it is: keys of two users, or of two organizations, have nothing to do with each other
   * @param key the header's value, taken as it is
   * @param fingerprint what is submitted; the same key with another fingerprint is a conflict
   * @param work must not wait: between looking and remembering, nothing else may run
   */
  once(scope: readonly string[], key: string, fingerprint: string, work: () => T): Submission<T>;
}

/** How long and how many. A browser repeats a request within seconds, a queue of an offline page within days. */
export interface IdempotencyLimits {
  readonly now: () => number;
  /** Milliseconds; 30 days when not given: what was acted on without an answer may be sent again after a holiday. */
  readonly lifetime?: number;
  /** The oldest key is forgotten beyond this number; 10,000 when not given. */
  readonly capacity?: number;
}

/** Makes an empty memory of idempotency keys, bounded in time and in size. */
export function createIdempotencyKeys<T>({
  now,
  lifetime = 30 * 24 * 3_600_000,
  capacity = 10_000,
}: IdempotencyLimits): IdempotencyKeys<T> {
  // A Map keeps the order of insertion and every entry lives equally long: the first is always the oldest.
  const done = new Map<string, { fingerprint: string; value: T; expiresAt: number }>();

  function forgetOld(): void {
    for (const [id, { expiresAt }] of done) {
      if (done.size <= capacity && expiresAt > now()) return;
      done.delete(id);
    }
  }

  return {
    once(scope, key, fingerprint, work) {
      forgetOld();
      const id = JSON.stringify([...scope, key]);
      const known = done.get(id);
      if (known !== undefined) {
        return known.fingerprint === fingerprint
          ? { outcome: 'replayed', value: known.value }
          : { outcome: 'conflict' };
      }
      const value = work();
      done.set(id, { fingerprint, value, expiresAt: now() + lifetime });
      forgetOld();
      return { outcome: 'first', value };
    },
  };
}
