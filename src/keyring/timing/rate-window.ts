import { attempt, parseList, parseNumber } from '../../protocol/parse.ts';
import type { Platform } from '../ports/platform.ts';
import type { RecordStore } from '../ports/stores.ts';

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
    const stored = await this.#records.get(key);
    const times = attempt(() => parseList(stored, (time) => parseNumber(time, 'time'), key)) ?? [];
    const recent = times.filter((time) => Math.abs(now - time) < window);
    const [oldest = now] = recent.slice(-limit);
    if (recent.length >= limit) return Math.max(1, oldest + window - now);
    await this.#records.put(key, [...recent, now]);
    return 0;
  }
}
