import type { CacheLease } from '../src/storage/cache-lease.ts';
import { createCachedRecordStore, createCachedSessionStore } from '../src/storage/cached-stores.ts';
import type { Durability } from '../src/storage/durability.ts';
import type { KeyringStorage } from './choose-vault.ts';
import type { WorkerCacheLease } from './worker-cache-lease.ts';

/**
 * Keeps sessions and organizations in memory once they were read, while this worker holds the lease. While the database
 * fails nothing is cached, so that each read tries the database again (R38).
 */
export function cacheStorage(
  storage: KeyringStorage,
  lease: WorkerCacheLease,
  durability: Durability,
): KeyringStorage {
  const usable: CacheLease = {
    get isHeld() {
      return lease.isHeld && durability.state === 'durable';
    },
    hold: (write) => lease.hold(write),
    onClear: (clear) => lease.onClear(clear),
  };
  const sessions = createCachedSessionStore(storage.sessions, usable);
  return {
    ...storage,
    sessions,
    organizations: createCachedRecordStore(storage.sealed.organizations, usable),
    async clearOutdated() {
      const hasChanged = await storage.clearOutdated(sessions.list);
      // It deletes records in their tables, without the caches.
      if (hasChanged) lease.clear();
      return hasChanged;
    },
  };
}
