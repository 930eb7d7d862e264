import { entries, get, type UseStore } from 'idb-keyval';

/** Untyped records keyed by text, with one atomic write. IndexedDB and memory both implement it. */
export interface Table {
  get(key: string): Promise<unknown>;
  entries(): Promise<readonly (readonly [key: string, value: unknown])[]>;
  /**
   * Read-modify-write in one transaction, as durable as `database.ts` says when it resolves. `change` takes the stored value and returns the new one;
   * undefined means no record in both directions.
   */
  update(key: string, change: (stored: unknown) => unknown): Promise<void>;
}

/** Deletes a record and resolves with it: of two callers that delete one key, only one gets the record. */
export async function deleteFrom(table: Table, key: string): Promise<unknown> {
  let deleted: unknown;
  await table.update(key, (stored) => {
    deleted = stored;
    return undefined;
  });
  return deleted;
}

/** A table in IndexedDB. The `update` of idb-keyval cannot delete a record. */
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

/** A table in memory, which ends with the worker. */
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
