/**
 * A database as version 1 of the keyring wrote it, by separate code that never changes again: names, layout and
 * sealing are written out here, so that no later change of the product changes what it must be able to read.
 */
export async function writeVersion1Database(
  name: string,
  sessions: readonly Version1Session[],
): Promise<void> {
  const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, [
    'encrypt',
    'decrypt',
  ]);
  const records = await Promise.all(sessions.map((session) => seal(key, session)));
  const opening = indexedDB.open(name, 1);
  opening.onupgradeneeded = () => {
    for (const store of ['sessions', 'flows', 'organizations', 'limits', 'revocations', 'clients', 'keys'])
      opening.result.createObjectStore(store);
  };
  const database = await done(opening);
  const transaction = database.transaction(['sessions', 'keys'], 'readwrite');
  await done(transaction.objectStore('keys').put(key, 'device'));
  for (const record of records) await done(transaction.objectStore('sessions').put(record, record.key));
  database.close();
}

/** A session as version 1 kept it. */
export interface Version1Session {
  readonly organizationId: string;
  readonly generation: number;
  readonly status: 'active';
  readonly user: { readonly id: string; readonly email: string; readonly name: string };
  readonly sessionId: string;
  readonly tokens: {
    readonly accessToken: string;
    readonly refreshToken: string;
    readonly receivedAt: number;
    readonly lifetime: number;
    readonly refreshAt: number;
  };
  readonly signedInAt: number;
}

async function seal(key: CryptoKey, session: Version1Session) {
  const { organizationId, generation, user } = session;
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const additionalData = encode([1, 'sessions', organizationId, user.id, generation]);
  const ciphertext = await crypto.subtle.encrypt(
    { name: 'AES-GCM', iv, additionalData },
    key,
    encode(session),
  );
  return {
    schema: 1,
    key: organizationId,
    subject: user.id,
    generation,
    iv,
    ciphertext: new Uint8Array(ciphertext),
  };
}

function encode(value: unknown): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify(value));
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
