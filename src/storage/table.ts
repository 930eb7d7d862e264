import { entries, get, type UseStore } from 'idb-keyval';

/** Untyped records keyed by text, with one atomic write: what both IndexedDB and memory can do. */
export interface Table {
  get(key: string): Promise<unknown>;
  entries(): Promise<readonly (readonly [key: string, value: unknown])[]>;
  /**
   * Read-modify-write in one transaction, durable when it resolves. `change` gets what is stored and answers what shall
   * be; undefined stands for no record, both ways.
   */
  update(key: string, change: (stored: unknown) => unknown): Promise<void>;
}

/** Removes a record and answers what it was: of two takers, one gets it. */
export async function takeFrom(table: Table, key: string): Promise<unknown> {
  let taken: unknown;
  await table.update(key, (stored) => {
    taken = stored;
    return undefined;
  });
  return taken;
}

/** A table in IndexedDB. idb-keyval's own `update` cannot remove a record. */
export function createIndexedDbTable(useStore: UseStore): Table {
  return {
    get: (key) => get(key, useStore),
    entries: () => entries<string>(useStore),
    update: (key, change) =>
      useStore(
        'readwrite',
        (store) =>
          new Promise<void>((resolve, reject) => {
            const { transaction } = store;
            transaction.oncomplete = () => resolve();
            transaction.onabort = () => reject(transaction.error);
            const stored = store.get(key);
            stored.onsuccess = () => {
              const next = change(stored.result);
              if (next === undefined) store.delete(key);
              else if (next !== stored.result) store.put(next, key);
            };
          }),
      ),
  };
}

/** A table that ends with the worker: nothing at rest. */
export function createMemoryTable(): Table {
  const records = new Map<string, unknown>();
  return {
    get: async (key) => records.get(key),
    entries: async () => [...records],
    update: async (key, change) => {
      const next = change(records.get(key));
      if (next === undefined) records.delete(key);
      else records.set(key, next);
    },
  };
}
