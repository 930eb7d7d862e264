import { expect, test, vi } from 'vitest';
import { createResilientTable } from '../../../src/storage/resilient-table.ts';
import { createMemoryTable, type Table } from '../../../src/storage/table.ts';
import { createDeviceKey, createVault, keepDeviceKey } from '../../../src/storage/vault.ts';

const TEXT = new TextEncoder().encode('a refresh token');
const DATA = new TextEncoder().encode('associated');

test('two workers that start at once share one key', async () => {
  const keys = createMemoryTable();
  const vaults = Array.from({ length: 8 }, () => createVault(createDeviceKey(keys)));
  const seals = await Promise.all(vaults.map((vault) => vault.seal(TEXT, DATA)));
  for (const vault of vaults) {
    for (const sealed of seals) expect(await vault.open(sealed, DATA)).toEqual(TEXT);
  }
  expect(await keys.entries()).toHaveLength(1);
});

test('it is there after a restart', async () => {
  const keys = createMemoryTable();
  const sealed = await createVault(createDeviceKey(keys)).seal(TEXT, DATA);
  expect(await createVault(createDeviceKey(keys)).open(sealed, DATA)).toEqual(TEXT);
});

test('R2: it is AES-GCM with 256 bits and cannot be exported', async () => {
  const key = await createDeviceKey(createMemoryTable())('open');
  expect(key.algorithm).toEqual({ name: 'AES-GCM', length: 256 });
  expect(key.extractable).toBe(false);
  expect([...key.usages].sort()).toEqual(['decrypt', 'encrypt']);
  await expect(crypto.subtle.exportKey('raw', key)).rejects.toThrow();
});

test.each([['text'], [null], [{ type: 'secret' }], [new Uint8Array(32)]])(
  'R4: %s in its place is replaced',
  async (planted) => {
    const keys = createMemoryTable();
    await keys.update('device', () => planted);
    const vault = createVault(createDeviceKey(keys));
    expect(await vault.open(await vault.seal(TEXT, DATA), DATA)).toEqual(TEXT);
  },
);

test('a database that fails once is tried again', async () => {
  const keys = createMemoryTable();
  let failures = 1;
  const flaky: Table = {
    ...keys,
    get: async (key) => {
      failures -= 1;
      if (failures >= 0) throw new DOMException('closed', 'InvalidStateError');
      return keys.get(key);
    },
  };
  const key = createDeviceKey(flaky);
  await expect(key('open')).rejects.toThrow('closed');
  expect(await key('open')).toBeInstanceOf(CryptoKey);
});

test('R2: other associated data, another key or altered bytes do not open', async () => {
  const vault = createVault(createDeviceKey(createMemoryTable()));
  const sealed = await vault.seal(TEXT, DATA);
  expect(await vault.open(sealed, new TextEncoder().encode('other'))).toBeUndefined();
  expect(await vault.open({ ...sealed, iv: new Uint8Array(12) }, DATA)).toBeUndefined();
  expect(await vault.open({ ...sealed, ciphertext: sealed.ciphertext.slice(1) }, DATA)).toBeUndefined();
  const other = createVault(createDeviceKey(createMemoryTable()));
  expect(await other.open(sealed, DATA)).toBeUndefined();
});

const AES: AesKeyGenParams = { name: 'AES-GCM', length: 256 };
test.each([
  [
    'of another algorithm',
    () => crypto.subtle.generateKey({ name: 'HMAC', hash: 'SHA-256' }, false, ['sign']),
  ],
  ['that may not encrypt', () => crypto.subtle.generateKey(AES, false, ['decrypt'])],
  ['of 128 bits', () => crypto.subtle.generateKey({ ...AES, length: 128 }, false, ['encrypt', 'decrypt'])],
  ['that can be exported', () => crypto.subtle.generateKey(AES, true, ['encrypt', 'decrypt'])],
] as const)('R4: a planted key %s is replaced', async (_what, make) => {
  const keys = createMemoryTable();
  const planted: unknown = await make();
  await keys.update('device', () => planted);
  const key = createDeviceKey(keys);
  expect(await key('open')).not.toBe(planted);
  expect(await key('open')).toMatchObject({ extractable: false, algorithm: AES });
  await createVault(key).seal(TEXT, DATA);
});

test('R38: after a deletion of the database under a running worker, the next worker opens its new records', async () => {
  const keys = createMemoryTable();
  const before = createVault(createDeviceKey(keys));
  const context = new TextEncoder().encode('context');
  await before.seal(new TextEncoder().encode('old'), context);

  await keys.update('device', () => undefined);
  const sealed = await before.seal(new TextEncoder().encode('new'), context);

  const opened = await createVault(createDeviceKey(keys)).open(sealed, context);
  expect(new TextDecoder().decode(opened)).toBe('new');
});

test('R38: a worker that starts while the database fails does not replace the key, and opens the sessions afterwards', async () => {
  vi.useFakeTimers();
  const disk = createMemoryTable();
  const session = await createVault(createDeviceKey(disk)).seal(TEXT, DATA);

  let works = false;
  const whileItWorks = <T>(run: () => Promise<T>): Promise<T> =>
    works ? run() : Promise.reject(new DOMException('The database does not open.', 'TimeoutError'));
  const flaky: Table = {
    get: (key) => whileItWorks(() => disk.get(key)),
    entries: () => whileItWorks(() => disk.entries()),
    update: (key, change) => whileItWorks(() => disk.update(key, change)),
  };
  const vault = createVault(createDeviceKey(createResilientTable(flaky, () => {}, { merge: keepDeviceKey })));
  // The log of the start.
  await vault.seal(new TextEncoder().encode('worker-started'), DATA);
  works = true;
  await vi.advanceTimersByTimeAsync(3_000);
  vi.useRealTimers();

  expect(await vault.open(session, DATA)).toEqual(TEXT);
  expect(await createVault(createDeviceKey(disk)).open(session, DATA)).toEqual(TEXT);
});
