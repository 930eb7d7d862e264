import type { Table } from './table.ts';

/** Bytes that only this vault opens, and only together with the same associated data. */
export interface Sealed {
  readonly iv: Uint8Array<ArrayBuffer>;
  readonly ciphertext: Uint8Array<ArrayBuffer>;
}

/** How records are sealed at rest. */
export interface Vault {
  seal(plaintext: Uint8Array<ArrayBuffer>, associatedData: Uint8Array<ArrayBuffer>): Promise<Sealed>;
  /** `undefined`: not sealed by this key, or moved, or altered. */
  open(sealed: Sealed, associatedData: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer> | undefined>;
}

/** A key that is there, or being made or imported. */
export type VaultKey = (use: 'seal' | 'open') => Promise<CryptoKey>;

/**
 * AES-GCM with a 96-bit random IV per record (NIST SP 800-38D): the IV comes from the platform, fresh at each write.
 *
 * @param current seals and opens
 * @param previous open only
 */
export function createVault(current: VaultKey, previous: readonly VaultKey[] = []): Vault {
  return {
    async seal(plaintext, additionalData) {
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const ciphertext = await crypto.subtle.encrypt(
        { name: 'AES-GCM', iv, additionalData },
        await current('seal'),
        plaintext,
      );
      return { iv, ciphertext: new Uint8Array(ciphertext) };
    },
    async open(sealed, additionalData) {
      for (const key of [current, ...previous]) {
        const opened = await openWith(await key('open'), sealed, additionalData);
        if (opened !== undefined) return opened;
      }
      return undefined;
    },
  };
}

async function openWith(
  key: CryptoKey,
  { iv, ciphertext }: Sealed,
  additionalData: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  try {
    return new Uint8Array(
      await crypto.subtle.decrypt({ name: 'AES-GCM', iv, additionalData }, key, ciphertext),
    );
  } catch {
    return undefined;
  }
}

/**
 * Makes a key of what the server sent: it cannot be exported, and its bytes are gone once it is there.
 *
 * @param bytes 32 of them; overwritten
 */
export function importKey(bytes: Uint8Array<ArrayBuffer>): VaultKey {
  const key = crypto.subtle
    .importKey('raw', bytes, 'AES-GCM', false, ['encrypt', 'decrypt'])
    .finally(() => bytes.fill(0));
  // Whoever uses it hears of it; until then a failure is nobody's unhandled rejection.
  key.catch(() => {});
  return () => key;
}

const DEVICE_KEY = 'device';

/**
 * The key of this device, non-extractable, kept in IndexedDB. It protects a copy of the records without the key
 * store, and nothing more: script in a page can use the same key (docs/threat-model.md).
 */
export function createDeviceKey(keys: Table): VaultKey {
  let loaded: Promise<CryptoKey> | undefined;
  return (use) => {
    // The database may have been deleted under a running worker: what a lost key seals, no later worker opens.
    if (use === 'seal') loaded = undefined;
    loaded ??= loadOrCreate(keys).catch((error: unknown) => {
      loaded = undefined;
      throw error;
    });
    return loaded;
  };
}

/** The key of this device, if one was made. What else may stand there is not ours. */
export async function readDeviceKey(keys: Table): Promise<CryptoKey | undefined> {
  const stored = await keys.get(DEVICE_KEY);
  return isDeviceKey(stored) ? stored : undefined;
}

/** Forgets the key of this device: what it sealed opens no more, but for whoever kept the key. */
export function removeDeviceKey(keys: Table): Promise<void> {
  return keys.update(DEVICE_KEY, () => undefined);
}

/** A key that ends with the worker. */
export function createMemoryKey(): VaultKey {
  const key = generate();
  return () => key;
}

async function loadOrCreate(keys: Table): Promise<CryptoKey> {
  const stored = await readDeviceKey(keys);
  if (stored !== undefined) return stored;
  const fresh = await generate();
  // Two workers may get here at once; the first write wins for both.
  await keys.update(DEVICE_KEY, (current) => (isDeviceKey(current) ? current : fresh));
  return (await readDeviceKey(keys)) ?? fresh;
}

/** A page can put any key there; one of another make, or one that can be exported, is not ours. */
function isDeviceKey(value: unknown): value is CryptoKey {
  return (
    value instanceof CryptoKey &&
    value.algorithm.name === 'AES-GCM' &&
    'length' in value.algorithm &&
    value.algorithm.length === 256 &&
    !value.extractable &&
    value.usages.includes('encrypt') &&
    value.usages.includes('decrypt')
  );
}

function generate(): Promise<CryptoKey> {
  return crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
}
