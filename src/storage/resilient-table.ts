import type { Table } from './table.ts';

/** How long after a failure what is not on the disk is tried again, ms. */
const RETRY_PAUSE = 2_000;

/**
 * A table that goes on in memory when the database does not work: closed, blocked, deleted, or over quota (R38). What
 * could not be written is kept and read from memory, and written as soon as the database works again.
 *
 * @param durable the table in the database, which has tried already to open the database again
 * @param onDurability told at each operation whether everything is on the disk
 */
export function createResilientTable(durable: Table, onDurability: (isDurable: boolean) => void): Table {
  /** What is not on the disk; undefined: a removal that is not. */
  const unwritten = new Map<string, unknown>();
  /** What the disk held when it was last seen, for a change that has to be made without it. */
  const seen = new Map<string, unknown>();

  let isRetrying = false;
  const retryLater = (): void => {
    if (isRetrying) return;
    isRetrying = true;
    setTimeout(async () => {
      await writeUnwritten().catch(() => {});
      isRetrying = false;
      if (unwritten.size > 0) retryLater();
      else onDurability(true);
    }, RETRY_PAUSE);
  };

  const writeUnwritten = async (): Promise<void> => {
    for (const key of [...unwritten.keys()]) {
      let written: unknown;
      // Looked up in the transaction, and again after it: a change may have been made meanwhile.
      await durable.update(key, (stored) => {
        written = unwritten.has(key) ? unwritten.get(key) : stored;
        return written;
      });
      if (unwritten.get(key) === written) unwritten.delete(key);
    }
  };

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
        return readable(seen);
      }
    },
    async update(key, change) {
      let next: unknown;
      const run = (stored: unknown): unknown => {
        next = change(unwritten.has(key) ? unwritten.get(key) : stored);
        return next;
      };
      try {
        await durable.update(key, run);
        unwritten.delete(key);
      } catch {
        run(seen.get(key));
        unwritten.set(key, next);
        retryLater();
      }
      seen.set(key, next);
      onDurability(unwritten.size === 0);
    },
  };
}
