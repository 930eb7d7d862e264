/** What script in the page could read in the databases of its origin. */
export interface OpenedDump {
  /** Sealed records that were found. */
  readonly records: number;
  /** Keys that were found. */
  readonly keys: number;
  /** What opened, as text. */
  readonly opened: readonly string[];
}

/**
 * Runs in a page: reads all of IndexedDB, and tries every key that it finds, and those it is given, on every record,
 * with the associated data that this product's source tells.
 */
export async function openRecords(stolenKeys: readonly string[]): Promise<OpenedDump> {
  const request = <T>(asked: IDBRequest<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    });
  type Sealed = Record<string, unknown> & {
    iv: Uint8Array<ArrayBuffer>;
    ciphertext: Uint8Array<ArrayBuffer>;
  };
  const keys: CryptoKey[] = [];
  const records: { kind: string; record: Sealed }[] = [];
  const collect = (kind: string, value: unknown): void => {
    if (value instanceof CryptoKey) keys.push(value);
    if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return;
    if ('iv' in value && 'ciphertext' in value) records.push({ kind, record: value as Sealed });
    for (const inner of Object.values(value)) collect(kind, inner);
  };
  for (const { name } of await indexedDB.databases()) {
    if (name === undefined) continue;
    const database = await request(indexedDB.open(name));
    for (const kind of database.objectStoreNames) {
      const store = database.transaction(kind).objectStore(kind);
      for (const value of await request<unknown[]>(store.getAll())) collect(kind, value);
    }
    database.close();
  }
  for (const text of stolenKeys) {
    const raw = Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));
    keys.push(await crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['decrypt']));
  }
  const opened: string[] = [];
  for (const key of keys) {
    for (const { kind, record } of records) {
      const { schema, key: name, subject, generation, iv, ciphertext } = record;
      const additionalData = new TextEncoder().encode(
        JSON.stringify([schema, kind, name, subject, generation]),
      );
      const plain = await crypto.subtle
        .decrypt({ name: 'AES-GCM', iv, additionalData }, key, ciphertext)
        .catch(() => undefined);
      if (plain !== undefined) opened.push(new TextDecoder().decode(plain));
    }
  }
  return { records: records.length, keys: keys.length, opened };
}
