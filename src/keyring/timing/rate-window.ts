import type { Platform } from '../ports/platform.ts';
import type { RecordStore } from '../ports/stores.ts';
import { readRecentTimes, timeUntilFewer } from './recent-times.ts';

/** A limit of events per time. */
export interface Rate {
  readonly limit: number;
  /** ms */
  readonly window: number;
}

/** Counts recent events per key, over restarts of the worker. A clock that jumps by more than the window clears the count. */
export class RateWindow {
  readonly #records: RecordStore;
  readonly #platform: Pick<Platform, 'now'>;

  constructor(records: RecordStore, platform: Pick<Platform, 'now'>) {
    this.#records = records;
    this.#platform = platform;
  }

  /** Counts one more event of `key` if there is room. @returns time until there is room, ms; 0: it was counted */
  async spend(key: string, { limit, window }: Rate): Promise<number> {
    const now = this.#platform.now();
    const recent = await readRecentTimes(this.#records, key, { window, now });
    const wait = timeUntilFewer(recent, limit, { window, now });
    if (wait === 0) await this.#records.put(key, [...recent, now]);
    return wait;
  }
}
