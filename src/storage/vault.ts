import type { Table } from './table.ts';

/** Encrypted bytes. They open only with the same key and the same associated data. */
export interface Sealed {
  readonly iv: Uint8Array<ArrayBuffer>;
  readonly ciphertext: Uint8Array<ArrayBuffer>;
}

/** How records are sealed at rest. */
export interface Vault {
  seal(plaintext: Uint8Array<ArrayBuffer>, associatedData: Uint8Array<ArrayBuffer>): Promise<Sealed>;
  /** @returns `undefined`: sealed by another key, moved or altered */
  open(sealed: Sealed, associatedData: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer> | undefined>;
}

/** Resolves with the key, once it is created or imported. */
export type VaultKey = (use: 'seal' | 'open') => Promise<CryptoKey>;

/**
 * AES-GCM with a 96-bit random IV per record (NIST SP 800-38D): each write has a new IV from the platform.
 *
 * @param current seals and opens
 * @param previous only open
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
 * Imports a key from the server. It cannot be exported, and its bytes are overwritten afterwards.
 *
 * @param bytes 32 of them; overwritten
 */
export function importKey(bytes: Uint8Array<ArrayBuffer>): VaultKey {
  const key = crypto.subtle
    .importKey('raw', bytes, 'AES-GCM', false, ['encrypt', 'decrypt'])
    .finally(() => bytes.fill(0));
  // Every use of the key reports a failed import, so it must not count as an unhandled rejection.
  key.catch(() => {});
  return () => key;
}

const DEVICE_KEY = 'device';

/**
 * The key of this device, non-extractable, stored in IndexedDB. It protects only a copy of the records without the key
 * store: script in a page can use the same key (docs/threat-model.md).
 */
export function createDeviceKey(keys: Table): VaultKey {
  let loaded: Promise<CryptoKey> | undefined;
  let hasCreated = false;
  const create = (): Promise<CryptoKey> => {
    hasCreated = true;
    return generate();
  };
  return (use) => {
    // The database may have been deleted while the worker runs. No later worker could open records of a lost key. And a key that
    // was created while the database failed ends when the database works again and has one.
    if (use === 'seal' || hasCreated) loaded = undefined;
    loaded ??= loadOrCreate(keys, create).catch((error: unknown) => {
      loaded = undefined;
      throw error;
    });
    return loaded;
  };
}

/** For the table of the key: one that was created while the database failed replaces no stored key, which opens every session. */
export function keepDeviceKey(stored: unknown, own: unknown): unknown {
  return own !== undefined && isDeviceKey(stored) ? stored : own;
}

/** The key of this device, if there is one. Any other stored value is ignored. */
export async function readDeviceKey(keys: Table): Promise<CryptoKey | undefined> {
  const stored = await keys.get(DEVICE_KEY);
  return isDeviceKey(stored) ? stored : undefined;
}

/** Deletes the key of this device. Only a script that kept a handle of the key can still open its records. */
export function deleteDeviceKey(keys: Table): Promise<void> {
  return keys.update(DEVICE_KEY, () => undefined);
}

/** A key in memory, which ends with the worker. */
export function createMemoryKey(): VaultKey {
  const key = generate();
  return () => key;
}

async function loadOrCreate(keys: Table, create: () => Promise<CryptoKey>): Promise<CryptoKey> {
  const stored = await readDeviceKey(keys);
  if (stored !== undefined) return stored;
  const fresh = await create();
  // Two workers may create a key at once. Both use the first one that was written.
  await keys.update(DEVICE_KEY, (current) => (isDeviceKey(current) ? current : fresh));
  return (await readDeviceKey(keys)) ?? fresh;
}

/** A page can store any key there. One of another algorithm, or one that can be exported, is not accepted. */
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
