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

/** AES-GCM with a 96-bit random IV per record (NIST SP 800-38D): the IV comes from the platform, fresh at each write. */
export function createVault(key: (use: 'seal' | 'open') => Promise<CryptoKey>): Vault {
  return {
    async seal(plaintext, additionalData) {
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const ciphertext = await crypto.subtle.encrypt(
        { name: 'AES-GCM', iv, additionalData },
        await key('seal'),
        plaintext,
      );
      return { iv, ciphertext: new Uint8Array(ciphertext) };
    },
    async open({ iv, ciphertext }, additionalData) {
      const usable = await key('open');
      try {
        return new Uint8Array(
          await crypto.subtle.decrypt({ name: 'AES-GCM', iv, additionalData }, usable, ciphertext),
        );
      } catch {
        return undefined;
      }
    },
  };
}

const DEVICE_KEY = 'device';

/**
 * The key of this device, non-extractable, kept in IndexedDB. It protects a copy of the records without the key
 * store, and nothing more: script in a page can use the same key (docs/security.md).
 */
export function createDeviceKey(keys: Table): (use?: 'seal' | 'open') => Promise<CryptoKey> {
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

/** A key that ends with the worker. */
export function createMemoryKey(): () => Promise<CryptoKey> {
  const key = generate();
  return () => key;
}

async function loadOrCreate(keys: Table): Promise<CryptoKey> {
  const stored = await keys.get(DEVICE_KEY);
  if (isDeviceKey(stored)) return stored;
  const fresh = await generate();
  // Two workers may get here at once; the first write wins for both.
  await keys.update(DEVICE_KEY, (current) => (isDeviceKey(current) ? current : fresh));
  const kept = await keys.get(DEVICE_KEY);
  return isDeviceKey(kept) ? kept : fresh;
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
