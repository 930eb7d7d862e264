/** The sealed records of sessions as text: script can keep it anywhere. */
export type CopiedRecords = string;

/** Runs in a page as the attacker's script: copies the sealed records of sessions and credentials, without opening them. */
export async function copyRecords(): Promise<CopiedRecords> {
  const done = <T>(request: IDBRequest<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  const database = await done(indexedDB.open('org-keyring'));
  const copied: [name: string, record: unknown][] = [];
  for (const name of ['sessions', 'credentials']) {
    const store = database.transaction(name).objectStore(name);
    for (const record of await done<unknown[]>(store.getAll())) copied.push([name, record]);
  }
  database.close();
  return JSON.stringify(copied, (_key, value: unknown) =>
    value instanceof Uint8Array ? { bytes: [...value] } : value,
  );
}

/** Runs in a page: puts the copied records in the place of what is stored, and deletes what AuthKit is still to be told. */
export async function putBackRecords(text: CopiedRecords): Promise<void> {
  const copied: readonly [string, { readonly key: string }][] = JSON.parse(
    text,
    (_key, value: { readonly bytes?: readonly number[] } | null) =>
      value?.bytes === undefined ? value : new Uint8Array(value.bytes),
  );
  await new Promise<void>((resolve, reject) => {
    const opening = indexedDB.open('org-keyring');
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const database = opening.result;
      const transaction = database.transaction(['sessions', 'credentials', 'revocations'], 'readwrite');
      for (const [name, record] of copied) transaction.objectStore(name).put(record, record.key);
      transaction.objectStore('revocations').clear();
      transaction.onabort = () => reject(transaction.error);
      transaction.oncomplete = () => {
        database.close();
        resolve();
      };
    };
  });
}
