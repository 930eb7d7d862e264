import type { Platform } from '../ports/platform.ts';
import type { RateLimit } from '../ports/provider.ts';
import type { RecordStore } from '../ports/stores.ts';
import { readRecentTimes, timeUntilFewer } from './recent-times.ts';

/** Part of the provider's rate limit that background refreshes may use. The rest is for requests that a user waits for. */
const BACKGROUND_SHARE = 0.8;
const KEY = 'authentications';

/** Whether a caller waits for a refresh, or it runs in the background. */
export type Urgency = 'waiting' | 'background';

/**
 * Keeps background refreshes within the provider's rate limit (`IdentityProvider.rateLimit`), also when many
 * organizations are due at once and over restarts of the worker. Requests that a caller waits for are counted and never
 * held back.
 */
export class AuthenticationBudget {
  readonly #records: RecordStore;
  readonly #platform: Platform;
  readonly #limit: RateLimit;
  /** Organizations with a request that is admitted, and not counted yet. */
  readonly #reserved = new Set<string>();
  #queue: Promise<unknown> = Promise.resolve();

  constructor(records: RecordStore, platform: Platform, limit: RateLimit) {
    this.#records = records;
    this.#platform = platform;
    this.#limit = limit;
  }

  /**
   * Counts one token request. It takes the place that {@link reserve} kept for its organization.
   *
   * @returns whether it may be sent now; always true for `waiting`
   */
  spend(urgency: Urgency, organizationId: string | null = null): Promise<boolean> {
    return this.#inOrder(async () => {
      if (organizationId !== null) this.#reserved.delete(organizationId);
      const now = this.#platform.now();
      const recent = await this.#recent(now);
      const taken = recent.length + this.#reserved.size;
      if (urgency === 'background' && taken >= this.#limitOf(urgency)) return false;
      await this.#records.put(KEY, [...recent, now].slice(-100));
      return true;
    });
  }

  /**
   * Keeps a place for one request of an organization until it is counted, or {@link release} gives the place back.
   *
   * @returns time until there is room, ms; 0: the place is kept
   */
  reserve(organizationId: string): Promise<number> {
    return this.#inOrder(async () => {
      if (this.#reserved.has(organizationId)) return 0;
      const wait = await this.timeUntilRoom();
      if (wait === 0) this.#reserved.add(organizationId);
      return wait;
    });
  }

  release(organizationId: string): void {
    this.#reserved.delete(organizationId);
  }

  /**
   * Time until one more request has room, ms; 0: now. For requests that can be refused: several sign-ins at once, and
   * refreshes that a page forces.
   *
   * @param urgency `background`: room within the background's share; `waiting`: within the provider's limit
   */
  async timeUntilRoom(urgency: Urgency = 'waiting'): Promise<number> {
    const now = this.#platform.now();
    const recent = await this.#recent(now);
    const room = this.#limitOf(urgency) - this.#reserved.size;
    return timeUntilFewer(recent, room, { window: this.#limit.window, now });
  }

  /** One at a time: of two requests that see the last place, one gets it. */
  #inOrder<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#queue.then(work);
    this.#queue = result.catch(() => {});
    return result;
  }

  #limitOf(urgency: Urgency): number {
    const { requests } = this.#limit;
    return urgency === 'waiting' ? requests : Math.floor(requests * BACKGROUND_SHARE);
  }

  #recent(now: number): Promise<readonly number[]> {
    return readRecentTimes(this.#records, KEY, { window: this.#limit.window, now });
  }
}
