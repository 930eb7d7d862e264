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

/** A record store that reads each record once and then keeps it in the worker's memory. */
export function createCachedRecordStore(store: RecordStore, lease: CacheLease): RecordStore {
  const cache = new RecordCache<unknown>(lease);
  const all = new RecordCache<readonly unknown[]>(lease);
  const write = (key: string, value: unknown, change: () => Promise<void>): Promise<unknown> =>
    all.write(ALL, undefined, () =>
      cache.write(key, value, async () => {
        await change();
        return true;
      }),
    );
  return {
    get: (key) => cache.read(key, () => store.get(key)),
    values: () => all.read(ALL, () => store.values()),
    async put(key, value) {
      await write(key, value, () => store.put(key, value));
    },
    async delete(key) {
      let deleted: unknown;
      await write(key, undefined, async () => {
        deleted = await store.delete(key);
      });
      return deleted;
    },
  };
}

const ALL = 'all';
