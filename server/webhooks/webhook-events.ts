/** Remembers which webhook events were handled. Servers with several instances share one store, e.g. in a database. */
export interface WebhookEventStore {
  /**
   * Claims an event in one atomic step.
   *
   * @param lifetime how long to remember it, ms
   * @returns whether this call was the first one for `id`
   */
  claim(id: string, lifetime: number): Promise<boolean>;
  /** Releases an event that could not be handled, so that its next delivery is. */
  release(id: string): Promise<void>;
}

/** Largest number of remembered events: the oldest is deleted first. */
const CAPACITY = 10_000;

/**
 * A store in the memory of one process.
 *
 * @param now ms since the epoch
 */
export function createMemoryWebhookEvents(now: () => number = Date.now): WebhookEventStore {
  const ends = new Map<string, number>();
  return {
    async claim(id, lifetime) {
      if ((ends.get(id) ?? 0) > now()) return false;
      ends.delete(id);
      ends.set(id, now() + lifetime);
      if (ends.size > CAPACITY) for (const oldest of ends.keys()) return ends.delete(oldest);
      return true;
    },
    async release(id) {
      ends.delete(id);
    },
  };
}
