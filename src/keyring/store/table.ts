import { get, keys, type UseStore, update, values } from 'idb-keyval';

/** Untyped records keyed by text, with one atomic write: what both IndexedDB and memory can do. */
export interface Table {
  get(key: string): Promise<unknown>;
  keys(): Promise<readonly string[]>;
  values(): Promise<readonly unknown[]>;
  /** Read-modify-write in one transaction, durable when it resolves. `change` answers what shall be stored. */
  update(key: string, change: (stored: unknown) => unknown): Promise<void>;
  /** Removes a record and answers what it was, in one transaction. */
  take(key: string): Promise<unknown>;
}

/** A table in IndexedDB. */
export function createIndexedDbTable(useStore: UseStore): Table {
  return {
    get: (key) => get(key, useStore),
    keys: () => keys<string>(useStore),
    values: () => values(useStore),
    update: (key, change) => update(key, change, useStore),
    take: (key) =>
      useStore('readwrite', (store) => {
        return new Promise<unknown>((resolve, reject) => {
          const stored = store.get(key);
          store.delete(key);
          store.transaction.oncomplete = () => resolve(stored.result);
          store.transaction.onabort = () => reject(store.transaction.error);
        });
      }),
  };
}

/** A table that ends with the worker: nothing at rest. */
export function createMemoryTable(): Table {
  const records = new Map<string, unknown>();
  return {
    get: async (key) => records.get(key),
    keys: async () => [...records.keys()],
    values: async () => [...records.values()],
    update: async (key, change) => {
      records.set(key, change(records.get(key)));
    },
    take: async (key) => {
      const stored = records.get(key);
      records.delete(key);
      return stored;
    },
  };
}
