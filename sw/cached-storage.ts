import { createCachedRecordStore, createCachedSessionStore } from '../src/storage/cached-stores.ts';
import type { KeyringStorage } from './choose-vault.ts';
import type { WorkerCacheLease } from './worker-cache-lease.ts';

/** Keeps sessions and organizations in memory once they were read, while this worker holds the lease. */
export function cacheStorage(storage: KeyringStorage, lease: WorkerCacheLease): KeyringStorage {
  return {
    ...storage,
    sessions: createCachedSessionStore(storage.sessions, lease),
    organizations: createCachedRecordStore(storage.organizations, lease),
    async clearOutdated() {
      await storage.clearOutdated();
      // It changes records in their tables, without the caches.
      lease.drop();
    },
  };
}
