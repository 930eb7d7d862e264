import type { RecordStore, SessionStore } from '../keyring/ports/stores.ts';
import type { Session } from '../keyring/session/session.ts';
import type { CacheLease } from './cache-lease.ts';
import { RecordCache } from './record-cache.ts';

/**
 * A session store that reads each session once and then keeps it in the worker's memory. A sign-out, a refresh or any
 * other change replaces the session in memory in the same turn as in the store.
 */
export function createCachedSessionStore(store: SessionStore, lease: CacheLease): SessionStore {
  const cache = new RecordCache<Session>(lease);
  return {
    read: (organizationId) => cache.read(organizationId, () => store.read(organizationId)),
    async list() {
      const sessions = await cache.readAll(async () =>
        (await store.list()).map((session) => [session.organizationId, session]),
      );
      return sessions.filter(({ status }) => status !== 'absent');
    },
    compareAndSet: (expected, next) =>
      cache.write(next.organizationId, next, () => store.compareAndSet(expected, next)),
  };
}

/** A record store that can also read every record with its key. */
export interface ListedRecordStore extends RecordStore {
  entries(): Promise<readonly (readonly [key: string, value: unknown])[]>;
}

/**
 * A record store that reads each record once and then keeps it in the worker's memory. A write replaces one record in
 * memory and keeps the others.
 */
export function createCachedRecordStore(store: ListedRecordStore, lease: CacheLease): RecordStore {
  const cache = new RecordCache<unknown>(lease);
  return {
    get: (key) => cache.read(key, () => store.get(key)),
    values: () => cache.readAll(() => store.entries()),
    async put(key, value) {
      await cache.write(key, value, async () => {
        await store.put(key, value);
        return true;
      });
    },
    async delete(key) {
      let deleted: unknown;
      await cache.write(key, undefined, async () => {
        deleted = await store.delete(key);
        return true;
      });
      return deleted;
    },
  };
}
