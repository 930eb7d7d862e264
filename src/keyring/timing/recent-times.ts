import { attempt, parseList, parseNumber } from '../../protocol/parse.ts';
import type { RecordStore } from '../ports/stores.ts';
import { isWithin } from './is-within.ts';

/** The last `window` ms before `now`, ms since the epoch. */
export interface RecentTime {
  readonly window: number;
  readonly now: number;
}

/** When the recent events of a stored key happened, ms since the epoch. */
export async function readRecentTimes(
  records: RecordStore,
  key: string,
  { window, now }: RecentTime,
): Promise<readonly number[]> {
  const stored = await records.get(key);
  const times = attempt(() => parseList(stored, (time) => parseNumber(time, 'time'), key)) ?? [];
  return times.filter((time) => isWithin(window, time, now));
}

/** Time until fewer than `limit` events are recent, ms; 0: now. */
export function timeUntilFewer(
  recent: readonly number[],
  limit: number,
  { window, now }: RecentTime,
): number {
  if (recent.length < limit) return 0;
  const [oldest = now] = limit > 0 ? recent.slice(-limit) : [];
  return Math.max(1, oldest + window - now);
}
