import { expect, type Page } from '@playwright/test';
import type { Scripted } from './scripted.ts';

/** The worker's database, as any script of the origin can reach it. */
export const DATABASE = 'org-keyring';

/** What is put in the place of a session's record. */
export type Damage = 'text' | 'wrong shape' | 'other bytes' | 'huge' | 'future schema';

/** Makes the worker read its records again, as another version of it does: the lock is granted once it has forgotten them. */
function dropCachedRecords(page: Scripted): Promise<void> {
  return page.evaluate(async () => {
    const granted = navigator.locks.request('keyring-cache', () => {});
    const channel = new BroadcastChannel('keyring-cache');
    // Repeated, because a worker that has just started ignores the request until it holds the lock.
    const repeated = setInterval(() => channel.postMessage(null), 20);
    await granted;
    clearInterval(repeated);
    channel.close();
  });
}

/** Overwrites the record of a session. */
export async function damageSession(page: Scripted, organizationId: string, damage: Damage): Promise<void> {
  await page.evaluate(
    async ([name, key, kind]) => {
      const done = <T>(request: IDBRequest<T>): Promise<T> =>
        new Promise((resolve, reject) => {
          request.onsuccess = () => resolve(request.result);
          request.onerror = () => reject(request.error);
        });
      const database = await done(indexedDB.open(name));
      const store = database.transaction('sessions', 'readwrite').objectStore('sessions');
      const stored: Record<string, unknown> = await done(store.get(key));
      const damaged: Record<typeof kind, unknown> = {
        text: 'not a record',
        'wrong shape': { ...stored, generation: { valueOf: 1 }, iv: [], ciphertext: null },
        'other bytes': { ...stored, ciphertext: new Uint8Array(400) },
        huge: { ...stored, ciphertext: new Uint8Array(24 * 1024 * 1024), subject: 'x'.repeat(4_000_000) },
        'future schema': { ...stored, schema: 99 },
      };
      await done(store.put(damaged[kind], key));
      database.close();
    },
    [DATABASE, organizationId, damage] as const,
  );
  await dropCachedRecords(page);
}

/** Overwrites the sealed part of every credential. */
export async function damageCredentials(page: Scripted): Promise<void> {
  await page.evaluate(
    (name) =>
      new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open(name);
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const transaction = opening.result.transaction('credentials', 'readwrite');
          transaction.objectStore('credentials').openCursor().onsuccess = ({ target }) => {
            const { result: cursor } = target as IDBRequest<IDBCursorWithValue | null>;
            if (cursor === null) return;
            cursor.update({ ...cursor.value, ciphertext: new Uint8Array(400) });
            cursor.continue();
          };
          transaction.oncomplete = () => {
            opening.result.close();
            resolve();
          };
        };
      }),
    DATABASE,
  );
  await dropCachedRecords(page);
}

/** Waits until the worker has stored its log, with every event before this call. */
export async function logStored(page: Page): Promise<void> {
  // A write that began before the call has the events before it only.
  for (let write = 0; write < 2; write += 1) {
    const before = await storedLog(page);
    // The log gets another event: a call of a page of no organization is refused.
    await page.evaluate(() => fetch('/api/me').then(() => {}));
    await expect.poll(() => storedLog(page)).not.toBe(before);
  }
}

/** The sealed log, as text. */
function storedLog(page: Page): Promise<string> {
  return page.evaluate(
    (name) =>
      new Promise<string>((resolve, reject) => {
        const opening = indexedDB.open(name);
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const reading = opening.result.transaction('journal').objectStore('journal').get('entries');
          reading.onerror = () => reject(reading.error);
          reading.onsuccess = () => {
            opening.result.close();
            resolve(String(reading.result?.ciphertext));
          };
        };
      }),
    DATABASE,
  );
}

/** Deletes every session and credential, as script of the origin can: the app then has to sign in again. */
export function emptySessions(page: Scripted): Promise<void> {
  return emptyTables(page, ['sessions', 'credentials']);
}

/** Forgets how many requests were sent, so that a test can sign in more often than AuthKit allows a user. */
export function emptyLimits(page: Scripted): Promise<void> {
  return emptyTables(page, ['limits']);
}

async function emptyTables(page: Scripted, tables: string[]): Promise<void> {
  await page.evaluate(
    ([name, stores]) =>
      new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open(name);
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const transaction = opening.result.transaction(stores, 'readwrite');
          for (const store of stores) transaction.objectStore(store).clear();
          transaction.oncomplete = () => {
            opening.result.close();
            resolve();
          };
        };
      }),
    [DATABASE, tables] as const,
  );
  await dropCachedRecords(page);
}

/** Swaps the records of two sessions. */
export async function swapSessions(page: Scripted, one: string, other: string): Promise<void> {
  await page.evaluate(
    async ([name, first, second]) => {
      const done = <T>(request: IDBRequest<T>): Promise<T> =>
        new Promise((resolve, reject) => {
          request.onsuccess = () => resolve(request.result);
          request.onerror = () => reject(request.error);
        });
      const database = await done(indexedDB.open(name));
      const store = database.transaction('sessions', 'readwrite').objectStore('sessions');
      const [a, b] = await Promise.all([done(store.get(first)), done(store.get(second))]);
      // The labels are swapped too, so that only the seal reveals it.
      await done(store.put({ ...b, key: first }, first));
      await done(store.put({ ...a, key: second }, second));
      database.close();
    },
    [DATABASE, one, other] as const,
  );
  await dropCachedRecords(page);
}

/** Deletes the database. `blocked`: an open connection prevents it, and this browser reports that. */
export function deleteDatabase(page: Scripted): Promise<'deleted' | 'blocked'> {
  return page.evaluate(
    (name) =>
      new Promise<'deleted' | 'blocked'>((resolve, reject) => {
        const request = indexedDB.deleteDatabase(name);
        request.onsuccess = () => resolve('deleted');
        request.onblocked = () => resolve('blocked');
        request.onerror = () => reject(request.error);
      }),
    DATABASE,
  );
}

/**
 * Starts deleting the database while this page holds a connection. Resolves when this page was asked to close it and
 * did not. The `blocked` event is no substitute: Firefox fires it only if all other connections closed earlier.
 */
export function deleteHeldDatabase(page: Scripted): Promise<void> {
  return page.evaluate(
    (name) =>
      new Promise<void>((resolve, reject) => {
        const held: unknown = Reflect.get(window, 'held');
        if (!(held instanceof IDBDatabase)) throw new Error('This page holds no database.');
        held.onversionchange = () => resolve();
        indexedDB.deleteDatabase(name).onsuccess = () => reject(new Error('No page held the database.'));
      }),
    DATABASE,
  );
}

/** Opens a connection that stays open as long as the page's document. */
export function holdDatabase(page: Scripted): Promise<void> {
  return page.evaluate(
    (name) =>
      new Promise<void>((resolve, reject) => {
        const request = indexedDB.open(name);
        request.onsuccess = () => {
          Object.assign(window, { held: request.result });
          resolve();
        };
        request.onerror = () => reject(request.error);
      }),
    DATABASE,
  );
}

/** Keeps a transaction over all stores open as long as the page's document, so that all others wait. */
export async function keepTransactionOpen(page: Scripted): Promise<void> {
  await holdDatabase(page);
  await page.evaluate(() => {
    const { held } = window as unknown as { held: IDBDatabase };
    const transaction = held.transaction([...held.objectStoreNames], 'readwrite');
    const keep = (): void => {
      transaction.objectStore('sessions').get('any').onsuccess = keep;
    };
    keep();
  });
}

/** Upgrades the database to a later version with one more store, as a later release of the app would. */
export function upgradeDatabase(page: Scripted, version: number): Promise<void> {
  return page.evaluate(
    ([name, later]) =>
      new Promise<void>((resolve, reject) => {
        const request = indexedDB.open(name, later);
        request.onupgradeneeded = () =>
          request.result.createObjectStore('of-a-later-version').put('kept', 'key');
        request.onsuccess = () => {
          request.result.close();
          resolve();
        };
        request.onerror = () => reject(request.error);
      }),
    [DATABASE, version] as const,
  );
}

/** What a later version left in its own store; null: the store is gone. */
export function readOfLaterVersion(page: Scripted): Promise<string | null> {
  return page.evaluate(
    (name) =>
      new Promise<string | null>((resolve, reject) => {
        const request = indexedDB.open(name);
        request.onerror = () => reject(request.error);
        request.onsuccess = () => {
          const database = request.result;
          if (!database.objectStoreNames.contains('of-a-later-version')) {
            database.close();
            resolve(null);
            return;
          }
          const reading = database
            .transaction('of-a-later-version')
            .objectStore('of-a-later-version')
            .get('key');
          reading.onsuccess = () => {
            database.close();
            resolve(String(reading.result));
          };
        };
      }),
    DATABASE,
  );
}

/** Fills the origin's storage quota. */
export function fillStorage(page: Scripted): Promise<void> {
  return page.evaluate(async () => {
    const done = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const opening = indexedDB.open('filler', 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore('bytes', { autoIncrement: true });
    const database = await done(opening);
    const block = crypto.getRandomValues(new Uint8Array(64 * 1024));
    const write = (length: number): Promise<boolean> =>
      new Promise((resolve) => {
        const transaction = database.transaction('bytes', 'readwrite', { durability: 'strict' });
        transaction.oncomplete = () => resolve(true);
        transaction.onabort = () => resolve(false);
        transaction.objectStore('bytes').put(block.slice(0, length));
      });
    for (const length of [block.length, 4096, 256, 16]) {
      for (let count = 0; count < 1_000 && (await write(length)); count += 1);
    }
    database.close();
  });
}
