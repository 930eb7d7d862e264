import { IDEMPOTENCY_LIFETIME } from './note-store.ts';

/** The outcome of a submission: performed now, replayed, or in conflict with an earlier use of the key. */
export type Submission<T> =
  | { readonly outcome: 'first' | 'replayed'; readonly value: T }
  | { readonly outcome: 'conflict' };

/** Stores the results of requests by `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header). */
export interface IdempotencyKeys<T> {
  /**
   * Performs `work` unless this key was used before.
   *
   * @param scope the owner of the key. Keys of different users or organizations are independent
   * @param key the header's value, unchanged
   * @param fingerprint identifies the submitted content. The same key with a different fingerprint is a conflict
   * @param work must be synchronous, so that no other request runs between the check and the write
   */
  once(scope: readonly string[], key: string, fingerprint: string, work: () => T): Submission<T>;
  /** Deletes a key whose result is `value`, so that the request can be performed again. */
  delete(scope: readonly string[], key: string, value: T): void;
}

/** Limits in time and number. A browser repeats a request within seconds, the queue of an offline page within days. */
export interface IdempotencyLimits {
  readonly now: () => number;
  /** Milliseconds. Default: {@link IDEMPOTENCY_LIFETIME}. */
  readonly lifetime?: number;
  /** Maximum number of keys. Beyond it the oldest key is deleted. Default: 10,000. */
  readonly capacity?: number;
}

/** Creates an empty store of idempotency keys, limited in time and size. */
export function createIdempotencyKeys<T>({
  now,
  lifetime = IDEMPOTENCY_LIFETIME,
  capacity = 10_000,
}: IdempotencyLimits): IdempotencyKeys<T> {
  // A Map keeps insertion order and every entry has the same lifetime, so the first entry is the oldest.
  const done = new Map<string, { fingerprint: string; value: T; expiresAt: number }>();

  function deleteOld(): void {
    for (const [id, { expiresAt }] of done) {
      if (done.size <= capacity && expiresAt > now()) return;
      done.delete(id);
    }
  }

  return {
    once(scope, key, fingerprint, work) {
      deleteOld();
      const id = idOf(scope, key);
      const known = done.get(id);
      if (known !== undefined) {
        return known.fingerprint === fingerprint
          ? { outcome: 'replayed', value: known.value }
          : { outcome: 'conflict' };
      }
      const value = work();
      done.set(id, { fingerprint, value, expiresAt: now() + lifetime });
      deleteOld();
      return { outcome: 'first', value };
    },
    delete(scope, key, value) {
      const id = idOf(scope, key);
      if (done.get(id)?.value === value) done.delete(id);
    },
  };
}

const idOf = (scope: readonly string[], key: string): string => JSON.stringify([...scope, key]);
