import type { Scripted } from './scripted.ts';

/** Everything that script in the page can read of what the browser keeps for its origin, as text. */
export function readBrowserStorage(page: Scripted): Promise<string> {
  return page.evaluate(async () => {
    const bytes = (view: Uint8Array): string => {
      const latin = [...view].map((byte) => String.fromCharCode(byte)).join('');
      return `${latin} ${new TextDecoder('utf-16le').decode(view)}`;
    };
    const text = async (value: unknown): Promise<string> => {
      if (value instanceof ArrayBuffer) return bytes(new Uint8Array(value));
      if (ArrayBuffer.isView(value)) {
        return bytes(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
      }
      if (value instanceof Blob) return bytes(new Uint8Array(await value.arrayBuffer()));
      if (value instanceof CryptoKey) {
        return crypto.subtle.exportKey('raw', value).then(
          (raw) => `exportable key ${bytes(new Uint8Array(raw))}`,
          () => `key ${value.algorithm.name}`,
        );
      }
      if (typeof value !== 'object' || value === null) return String(value);
      const entries = value instanceof Map ? [...value] : Object.entries(value);
      return (await Promise.all(entries.map(async ([name, item]) => `${name}: ${await text(item)}`))).join(
        '\n',
      );
    };
    const request = <T>(asked: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        asked.onsuccess = () => resolve(asked.result);
        asked.onerror = () => reject(asked.error);
      });

    const found = [
      JSON.stringify({ ...localStorage }),
      JSON.stringify({ ...sessionStorage }),
      document.cookie,
    ];
    for (const { name } of await indexedDB.databases()) {
      if (name === undefined) continue;
      const database = await request(indexedDB.open(name));
      for (const storeName of database.objectStoreNames) {
        const store = database.transaction(storeName).objectStore(storeName);
        const [keys, values] = await Promise.all([request(store.getAllKeys()), request(store.getAll())]);
        found.push(`${name}/${storeName}`, await text(keys), await text(values));
      }
      database.close();
    }
    for (const cacheName of await caches.keys()) {
      const cache = await caches.open(cacheName);
      for (const cached of await cache.keys()) {
        found.push(`${cacheName} ${cached.url}`, (await (await cache.match(cached))?.text()) ?? '');
      }
    }
    return found.join('\n');
  });
}

/** Every address that script in the page can read: of itself, its history, its past and its resources. */
export function readAddresses(page: Scripted): Promise<string> {
  return page.evaluate(() => {
    const navigation = (globalThis as { navigation?: { entries(): { url: string | null }[] } }).navigation;
    return JSON.stringify([
      location.href,
      document.referrer,
      document.URL,
      window.name,
      history.state,
      navigation?.entries().map(({ url }) => url),
      performance.getEntries().map((entry) => entry.toJSON()),
    ]);
  });
}

/** What a sweep does not find where it was put, it would not find where a defect put it. */
export async function plantCanaries(page: Scripted): Promise<void> {
  await page.evaluate(async () => {
    localStorage.setItem('canary', 'canary-in-local');
    sessionStorage.setItem('canary', 'canary-in-session');
    await (await caches.open('canary')).put('/canary', new Response('canary-in-cache'));
    await new Promise<void>((resolve, reject) => {
      const opening = indexedDB.open('canary');
      opening.onupgradeneeded = () => opening.result.createObjectStore('canary');
      opening.onsuccess = () => {
        const transaction = opening.result.transaction('canary', 'readwrite');
        transaction.objectStore('canary').put({ inner: ['canary-in-database'] }, 1);
        transaction.objectStore('canary').put({ sealed: new TextEncoder().encode('canary-in-bytes') }, 2);
        transaction.oncomplete = () => {
          opening.result.close();
          resolve();
        };
        transaction.onabort = () => reject(transaction.error);
      };
    });
  });
}
