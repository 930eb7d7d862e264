import type { Table } from './table.ts';

/**
 * A table that goes on in memory when the database does not work: closed, blocked, deleted, or over quota (R38). What
 * could not be written is kept and read from memory until a later write of it succeeds.
 *
 * @param durable the table in the database, which has tried already to open the database again
 * @param onDurability told at each operation whether everything is on the disk
 */
export function createResilientTable(durable: Table, onDurability: (isDurable: boolean) => void): Table {
  /** What is not on the disk; undefined: a removal that is not. */
  const unwritten = new Map<string, unknown>();
  /** What the disk held when it was last seen, for a change that has to be made without it. */
  const seen = new Map<string, unknown>();

  const readable = (stored: Iterable<readonly [string, unknown]>): (readonly [string, unknown])[] =>
    [...new Map([...stored, ...unwritten])].filter(([, value]) => value !== undefined);

  return {
    async get(key) {
      if (unwritten.has(key)) return unwritten.get(key);
      try {
        const stored = await durable.get(key);
        seen.set(key, stored);
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
      }
      seen.set(key, next);
      onDurability(unwritten.size === 0);
    },
  };
}
