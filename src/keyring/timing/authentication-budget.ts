import { attempt, parseList, parseNumber } from '../../protocol/parse.ts';
import type { Platform } from '../ports/platform.ts';
import type { RateLimit } from '../ports/provider.ts';
import type { RecordStore } from '../ports/stores.ts';

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
  #queue: Promise<unknown> = Promise.resolve();

  constructor(records: RecordStore, platform: Platform, limit: RateLimit) {
    this.#records = records;
    this.#platform = platform;
    this.#limit = limit;
  }

  /** Counts one token request. @returns whether it may be sent now; always true for `waiting` */
  spend(urgency: Urgency): Promise<boolean> {
    // One at a time: of two requests that see the last place, one gets it.
    const spending = this.#queue.then(async () => {
      const now = this.#platform.now();
      const recent = await this.#recent(now);
      if (urgency === 'background' && recent.length >= this.#limitOf(urgency)) return false;
      await this.#records.put(KEY, [...recent, now].slice(-100));
      return true;
    });
    this.#queue = spending.catch(() => {});
    return spending;
  }

  /**
   * Time until one more request has room, ms; 0: now. For requests that can be refused: several sign-ins at once, and
   * refreshes that a page forces.
   *
   * @param urgency `background`: room within the background's share; `waiting`: within the provider's limit
   * @param reserved requests that will be sent before this one, and may not be counted yet
   */
  async timeUntilRoom(urgency: Urgency = 'waiting', reserved = 0): Promise<number> {
    const now = this.#platform.now();
    const recent = await this.#recent(now);
    const room = this.#limitOf(urgency) - reserved;
    if (recent.length < room) return 0;
    const [oldest = now] = room > 0 ? recent.slice(-room) : [];
    return Math.max(1, oldest + this.#limit.window - now);
  }

  #limitOf(urgency: Urgency): number {
    const { requests } = this.#limit;
    return urgency === 'waiting' ? requests : Math.floor(requests * BACKGROUND_SHARE);
  }

  async #recent(now: number): Promise<readonly number[]> {
    return (await this.#times()).filter((time) => Math.abs(now - time) < this.#limit.window);
  }

  async #times(): Promise<readonly number[]> {
    const stored = await this.#records.get(KEY);
    return attempt(() => parseList(stored, (time) => parseNumber(time, 'time'), 'authentications')) ?? [];
  }
}
