import type { Announcements } from './fetch/announcements.ts';
import { once } from './once.ts';
import { scope } from './scope.ts';
import type { WorkerCore } from './worker-core.ts';

/**
 * How long a worker serves calls before it tidies up, ms. Otherwise the first call after a start would share the database
 * with work that no page waits for.
 */
const TIDY_DELAY = 1_000;

/** Work that a worker does once after its start. No page waits for it. */
export interface Housekeeping {
  /** Finishes what a sign-out without a network, or an interrupted one, left: revocations and caches. */
  readonly tidy: () => void;
  /** Migrates records of an earlier key or version. Only an active worker may. */
  readonly migrate: () => void;
  /** Deletes the announcements of pages that no longer exist. */
  readonly deleteGonePages: () => Promise<void>;
}

/** Prepares the work; each kind begins at its first call. */
export function createHousekeeping(
  { background, revocations, caches, storage }: WorkerCore,
  announcements: Announcements,
): Housekeeping {
  // The next start deletes what cannot be deleted now.
  const deleteGonePages = (): Promise<void> => announcements.deleteGone(livingClientIds).catch(() => {});
  return {
    deleteGonePages,
    tidy: once(() =>
      background.defer(TIDY_DELAY, async () => {
        revocations.deliver();
        await caches.deleteEnded().catch(() => {});
        await deleteGonePages();
      }),
    ),
    migrate: once(() =>
      // After a failure the records stay as they are, and the next start tries again.
      background.defer(TIDY_DELAY, async () => {
        await storage.clearOutdated().catch(() => {});
      }),
    ),
  };
}

async function livingClientIds(): Promise<ReadonlySet<string>> {
  const alive = await scope.clients.matchAll({ type: 'all', includeUncontrolled: true });
  return new Set(alive.map((client) => client.id));
}
