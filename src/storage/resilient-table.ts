import type { Table } from './table.ts';

/** What a kind of records needs while the database fails. */
export interface ResilientRecords {
  /**
   * The record that counts when the database works again: of its own one, and the one that could not be written. Default:
   * the latter.
   */
  readonly merge?: (stored: unknown, own: unknown) => unknown;
  /** Whether the stored record is deleted if its replacement cannot be written. Default: it stays. */
  readonly replaces?: (next: unknown) => boolean;
}

/** Delay before a failed operation is followed by another attempt, ms. */
const RETRY_DELAY = 2_000;

/**
 * A table that continues in memory when the database fails because it is closed, blocked, deleted or over quota (R38).
 * Records that could not be written are read from memory, and are written as soon as the database works again.
 *
 * @param durable the table in the database; when it fails, it has already tried to open the database again
 * @param onDurability called at each operation with whether all records are on the disk
 */
export function createResilientTable(
  durable: Table,
  onDurability: (isDurable: boolean) => void,
  { merge = (_stored, own) => own, replaces = () => false }: ResilientRecords = {},
): Table {
  /** Records that are not on the disk; undefined: a deletion that is not. */
  const unwritten = new Map<string, unknown>();
  /** The last known records of the disk, for changes while it fails. */
  const seen = new Map<string, unknown>();

  let isRetrying = false;
  const retryLater = (): void => {
    if (isRetrying) return;
    isRetrying = true;
    setTimeout(async () => {
      const works = await tryAgain().then(
        () => true,
        () => false,
      );
      isRetrying = false;
      if (works && unwritten.size === 0) onDurability(true);
      else retryLater();
    }, RETRY_DELAY);
  };

  /** If only reads failed, a read says whether the database works again: perhaps nothing else uses this table for long. */
  const tryAgain = async (): Promise<unknown> => (unwritten.size > 0 ? writeUnwritten() : durable.get(''));

  const writeUnwritten = async (): Promise<void> => {
    for (const key of [...unwritten.keys()]) {
      let own: unknown;
      // Read in the transaction and again after it: the record may have changed in between.
      await durable.update(key, (stored) => {
        own = unwritten.get(key);
        const written = mergedWith(key, stored);
        seen.set(key, written);
        return written;
      });
      if (unwritten.get(key) === own) unwritten.delete(key);
    }
  };

  const mergedWith = (key: string, stored: unknown): unknown =>
    unwritten.has(key) ? merge(stored, unwritten.get(key)) : stored;

  const readable = (stored: Iterable<readonly [string, unknown]>): (readonly [string, unknown])[] =>
    [...new Map([...stored, ...unwritten])].filter(([, value]) => value !== undefined);

  return {
    async get(key) {
      if (unwritten.has(key)) return unwritten.get(key);
      try {
        const stored = await durable.get(key);
        seen.set(key, stored);
        onDurability(unwritten.size === 0);
        return stored;
      } catch {
        onDurability(false);
        retryLater();
        return seen.get(key);
      }
    },
    async entries() {
      try {
        const stored = await durable.entries();
        for (const [key, value] of stored) seen.set(key, value);
        onDurability(unwritten.size === 0);
        return readable(stored);
      } catch {
        onDurability(false);
        retryLater();
        return readable(seen);
      }
    },
    async update(key, change) {
      let next: unknown;
      const run = (stored: unknown): unknown => {
        next = change(mergedWith(key, stored));
        return next;
      };
      try {
        await durable.update(key, run);
        unwritten.delete(key);
      } catch {
        run(seen.get(key));
        unwritten.set(key, next);
        // A full disk takes deletions.
        if (replaces(next)) await durable.update(key, () => undefined).catch(() => {});
        retryLater();
      }
      seen.set(key, next);
      onDurability(unwritten.size === 0);
    },
  };
}
