import { attempt, parseList, parseNumber } from '../../protocol/parse.ts';
import type { Platform } from '../ports/platform.ts';
import type { RateLimit } from '../ports/provider.ts';
import type { RecordStore } from '../ports/stores.ts';

/** Part of the provider's rate limit that background refreshes may use; the rest is for requests that a user waits for. */
const BACKGROUND_SHARE = 0.8;
const KEY = 'authentications';

/** Whether somebody waits for a refresh, or it only keeps a session warm. */
export type Urgency = 'waiting' | 'behind';

/**
 * Keeps refreshes that nobody waits for within the provider's rate limit, also when twelve organizations wake up together,
 * and over restarts of the worker. What somebody waits for is counted and never held.
 * The limit is the provider's (`IdentityProvider.rateLimit`).
 */
export class AuthenticationBudget {
  readonly #records: RecordStore;
  readonly #platform: Platform;
  readonly #limit: RateLimit;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(records: RecordStore, platform: Platform, limit: RateLimit) {
    this.#records = records;
    this.#platform = platform;
    this.#limit = limit;
  }

  /** Counts one authentication. @returns whether it may be sent now; for `waiting` it always may */
  spend(urgency: Urgency): Promise<boolean> {
    // One at a time: of two that see the last place, one gets it.
    const turn = this.#turn.then(async () => {
      const now = this.#platform.now();
      const recent = await this.#recent(now);
      if (urgency === 'behind' && recent.length >= this.#limitOf(urgency)) return false;
      await this.#records.put(KEY, [...recent, now].slice(-100));
      return true;
    });
    this.#turn = turn.catch(() => {});
    return turn;
  }

  /**
   * How long until there is room for one more, ms; 0: now. For what can be refused: several sign-ins at once, and
   * refreshes that a page forces.
   *
   * @param urgency `behind`: room within what the background may send; `waiting`: within the provider's own limit
   */
  async pause(urgency: Urgency = 'waiting'): Promise<number> {
    const now = this.#platform.now();
    const recent = await this.#recent(now);
    const limit = this.#limitOf(urgency);
    const [oldest = now] = recent.slice(-limit);
    return recent.length < limit ? 0 : Math.max(1, oldest + this.#limit.window - now);
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
