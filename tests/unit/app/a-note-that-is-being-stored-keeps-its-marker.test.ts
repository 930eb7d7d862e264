import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Outbox, waitingNotes } from '../../../src/app/notes/outbox.ts';
import { unsentMarkers } from '../../../src/app/notes/unsent-markers.ts';
import { privateCacheName } from '../../../src/protocol/private-cache.ts';
import { MemoryLocks } from '../support/web-locks.ts';

const NAME = privateCacheName({ kind: 'unsent', organizationId: 'org_acme', userId: 'user_ada' });
const NOTE = { key: 'key-1', text: 'Half stored', queuedAt: 1, refusal: null };

/** A cache whose writes end when the test says so. */
class SlowCache {
  readonly #stored = new Map<string, Response>();
  #endWriting = (): void => {};
  readonly #writing = new Promise<void>((resolve) => {
    this.#endWriting = resolve;
  });

  readonly keys = async (): Promise<readonly { url: string }[]> =>
    [...this.#stored.keys()].map((path) => ({ url: `https://app.test${path}` }));
  readonly put = async (path: string, response: Response): Promise<void> => {
    await this.#writing;
    this.#stored.set(path, response);
  };

  endWriting(): void {
    this.#endWriting();
  }
}

let cache: SlowCache;
beforeEach(() => {
  cache = new SlowCache();
  const markers: Record<string, string> = {};
  Object.defineProperties(markers, {
    setItem: { value: (key: string, value: string) => Object.assign(markers, { [key]: value }) },
    removeItem: { value: (key: string) => Reflect.deleteProperty(markers, key) },
  });
  vi.stubGlobal('localStorage', markers);
  vi.stubGlobal('navigator', { locks: new MemoryLocks() });
  vi.stubGlobal('caches', { keys: async () => [NAME], has: async () => true, open: async () => cache });
});
afterEach(() => vi.unstubAllGlobals());

test('another tab that looks for unsent notes meanwhile does not let a sign-out delete the note without a question', async () => {
  const outbox = new Outbox(cache as unknown as Cache);
  const storing = outbox.put(NOTE);
  expect(unsentMarkers()).toEqual([NOTE.key]);
  expect(await waitingNotes()).toMatchObject([{ count: 0 }]);
  cache.endWriting();
  await storing;
  expect(unsentMarkers()).toEqual([NOTE.key]);
  expect(await waitingNotes()).toMatchObject([{ count: 1 }]);
  expect(unsentMarkers()).toEqual([NOTE.key]);
});

test('the marker of a note that was deleted elsewhere is cleared', async () => {
  localStorage.setItem('note-unsent:key-of-a-deleted-note', '');
  await waitingNotes();
  expect(unsentMarkers()).toEqual([]);
});
