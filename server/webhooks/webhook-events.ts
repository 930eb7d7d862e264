/** What a claim found: the event is the caller's, another delivery of it is being handled, or it was handled. */
export type WebhookClaim = 'claimed' | 'running' | 'handled';

/** Remembers which webhook events were handled. Servers with several instances share one store, e.g. in a database. */
export interface WebhookEventStore {
  /**
   * Claims an event in one atomic step, unless it was handled or another claim of it lasts.
   *
   * @param lifetime how long the claim lasts, ms. A process that is killed leaves its claim: the first delivery after that
   *   time is handled
   */
  claim(id: string, lifetime: number): Promise<WebhookClaim>;
  /**
   * Remembers that a claimed event was handled.
   *
   * @param lifetime how long to remember it, ms
   */
  finish(id: string, lifetime: number): Promise<void>;
  /** Releases an event that could not be handled, so that its next delivery is. */
  release(id: string): Promise<void>;
}

/** Largest number of remembered events: the oldest is deleted first. */
const CAPACITY = 10_000;

/**
 * Stores which events were handled in the memory of one process: the default of `createWebhookReceiver`.
 *
 * @param now ms since the epoch
 * @example
 * const receive = createWebhookReceiver({ secrets, onHint, events: createMemoryWebhookEvents() });
 */
export function createMemoryWebhookEvents(now: () => number = Date.now): WebhookEventStore {
  const known = new Map<string, { readonly state: 'running' | 'handled'; readonly endsAt: number }>();
  const keep = (id: string, state: 'running' | 'handled', lifetime: number): void => {
    known.delete(id);
    known.set(id, { state, endsAt: now() + lifetime });
    const [oldest] = known.keys();
    if (known.size > CAPACITY && oldest !== undefined) known.delete(oldest);
  };
  return {
    async claim(id, lifetime) {
      const event = known.get(id);
      if (event !== undefined && event.endsAt > now()) return event.state;
      keep(id, 'running', lifetime);
      return 'claimed';
    },
    async finish(id, lifetime) {
      keep(id, 'handled', lifetime);
    },
    async release(id) {
      known.delete(id);
    },
  };
}
