import { attempt, parseList, parseNumber } from '../../protocol/parse.ts';
import type { Platform, RecordStore } from '../ports.ts';

/** WorkOS allows 10 authentications in {@link WINDOW}; the background, with its retries, leaves the rest of them to people. */
const LIMIT = 8;
/** What AuthKit itself allows in {@link WINDOW}. */
const AUTHKIT_LIMIT = 10;
/** ms */
const WINDOW = 60_000;
const KEY = 'authentications';

/** Whether somebody waits for a refresh, or it only keeps a session warm. */
export type Urgency = 'waiting' | 'behind';

/**
 * Keeps refreshes that nobody waits for within AuthKit's rate limit, also when twelve organizations wake up together,
 * and over restarts of the worker. What somebody waits for is counted and never held.
 * Source: WorkOS, "Rate limits": 10 requests per 60 s on authenticate.
 */
export class AuthenticationBudget {
  readonly #records: RecordStore;
  readonly #platform: Platform;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(records: RecordStore, platform: Platform) {
    this.#records = records;
    this.#platform = platform;
  }

  /** Counts one authentication. @returns whether it may be sent now; for `waiting` it always may */
  spend(urgency: Urgency): Promise<boolean> {
    // One at a time: of two that see the last place, one gets it.
    const turn = this.#turn.then(async () => {
      const now = this.#platform.now();
      const recent = await this.#recent(now);
      if (urgency === 'behind' && recent.length >= LIMIT) return false;
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
   * @param urgency `behind`: room within what the background may send; `waiting`: within AuthKit's own limit
   */
  async pause(urgency: Urgency = 'waiting'): Promise<number> {
    const now = this.#platform.now();
    const recent = await this.#recent(now);
    const limit = urgency === 'behind' ? LIMIT : AUTHKIT_LIMIT;
    const [oldest = now] = recent.slice(-limit);
    return recent.length < limit ? 0 : Math.max(1, oldest + WINDOW - now);
  }

  async #recent(now: number): Promise<readonly number[]> {
    return (await this.#times()).filter((time) => Math.abs(now - time) < WINDOW);
  }

  async #times(): Promise<readonly number[]> {
    const stored = await this.#records.get(KEY);
    return attempt(() => parseList(stored, (time) => parseNumber(time, 'time'), 'authentications')) ?? [];
  }
}
