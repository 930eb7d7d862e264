import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { absentSession } from '../../../src/keyring/session/session.ts';
import { Durability } from '../../../src/storage/durability.ts';
import { chooseVault } from '../../../sw/choose-vault.ts';
import { freshIndexedDb } from '../support/tables.ts';

// The database of another test may be open at another version.
beforeEach(() => void freshIndexedDb());
afterEach(() => void vi.unstubAllGlobals());

const KEY = (): Uint8Array<ArrayBuffer> => new Uint8Array(32).fill(7);
const OTHER = (): Uint8Array<ArrayBuffer> => new Uint8Array(32).fill(8);
const durability = (): Durability => new Durability(() => {});

async function databaseText(): Promise<string> {
  const opening = indexedDB.open('org-keyring');
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });
  const found: unknown[] = [];
  for (const store of database.objectStoreNames) {
    const asked = database.transaction(store).objectStore(store).getAll();
    await new Promise<void>((resolve) => {
      asked.onsuccess = () => resolve();
    });
    found.push([store, asked.result]);
  }
  database.close();
  return JSON.stringify(found);
}

test('without a key no record is written or deleted; with the key all records can be read again', async () => {
  const open = vi.spyOn(indexedDB, 'open');
  const keyless = chooseVault({ mode: 'sealed', keys: [] }, durability());
  await keyless.sealed.flows.put('state', 'in memory');
  await keyless.clearOutdated();
  expect(keyless.mode).toBe('memory');
  expect(open).not.toHaveBeenCalled();

  const sealed = chooseVault({ mode: 'sealed', keys: [KEY()] }, durability());
  await sealed.sealed.flows.put('state', 'kept');
  const before = await databaseText();
  const again = chooseVault({ mode: 'sealed', keys: [] }, durability());
  await again.sealed.flows.put('state', 'another');
  await again.sessions.compareAndSet(0, { ...absentSession('org_a'), generation: 1 });
  expect(await databaseText()).toBe(before);
  expect(await chooseVault({ mode: 'sealed', keys: [KEY()] }, durability()).sealed.flows.get('state')).toBe(
    'kept',
  );
});

test('another key opens no record, and keeps all', async () => {
  const sealed = chooseVault({ mode: 'sealed', keys: [KEY()] }, durability());
  await sealed.sealed.limits.put('a', 'kept');
  const other = chooseVault({ mode: 'sealed', keys: [OTHER()] }, durability());
  await other.clearOutdated();
  expect(await other.sealed.limits.get('a')).toBeUndefined();
  expect(await sealed.sealed.limits.get('a')).toBe('kept');
});

test('records of the device key are not taken over: they are deleted with the key', async () => {
  const device = chooseVault({ mode: 'device', keys: [] }, durability());
  await device.sealed.organizations.put('slug', 'sealed by the device');
  const sealed = chooseVault({ mode: 'sealed', keys: [KEY()] }, durability());
  await sealed.sealed.organizations.put('own', 'sealed by the server');
  expect(await sealed.sealed.organizations.get('slug')).toBeUndefined();

  await sealed.clearOutdated();

  expect(await device.sealed.organizations.get('slug')).toBeUndefined();
  expect(await sealed.sealed.organizations.get('own')).toBe('sealed by the server');
  expect(await databaseText()).toContain('["keys",[]]');
});
