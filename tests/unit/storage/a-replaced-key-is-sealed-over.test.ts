import { expect, test } from 'vitest';
import { SealedTable } from '../../../src/storage/sealed-table.ts';
import { createMemoryTable, type Table } from '../../../src/storage/table.ts';
import { createMemoryKey, createVault, importKey, type Vault } from '../../../src/storage/vault.ts';

const [old, current] = [createMemoryKey(), createMemoryKey()];
const oldVault = createVault(old);

const over = (table: Table, vault: Vault): SealedTable => new SealedTable(table, vault, 'sessions');

async function tableWith(vault: Vault): Promise<Table> {
  const table = createMemoryTable();
  await over(table, vault).write({ key: 'org_a', subject: 'user', generation: 3 }, 'a', () => true);
  await over(table, vault).put('org_b', 'b');
  return table;
}

test('records of the replaced key open with the new vault, and are sealed again with the same header', async () => {
  const table = await tableWith(oldVault);
  const rotated = over(table, createVault(current, [old]));
  expect(await rotated.values()).toEqual(['a', 'b']);

  await rotated.resealFrom(oldVault);

  const after = over(table, createVault(current));
  expect(await after.read('org_a')).toEqual({
    header: { key: 'org_a', subject: 'user', generation: 3 },
    value: 'a',
  });
  expect(await after.values()).toEqual(['a', 'b']);
  expect(await over(table, oldVault).values()).toEqual([]);
});

test('a record that was written meanwhile does not change', async () => {
  const table = await tableWith(oldVault);
  const rotated = over(table, createVault(current, [old]));
  const racing: Table = {
    ...table,
    update: async (key, change) => {
      if (key === 'org_a') await over(table, createVault(current)).put('org_a', 'newer');
      await table.update(key, change);
    },
  };
  await over(racing, createVault(current, [old])).resealFrom(oldVault);
  expect(await rotated.get('org_a')).toBe('newer');
});

test('a record that no key opens is kept: a wrong key deletes nothing', async () => {
  const stranger = createVault(createMemoryKey());
  const table = await tableWith(stranger);
  const before = await table.entries();
  await over(table, createVault(current, [old])).resealFrom(oldVault);
  await over(table, createVault(current, [old])).deleteSealedBy(oldVault);
  expect(await table.entries()).toEqual(before);
});

test('only records that others could open are removed', async () => {
  const table = await tableWith(oldVault);
  await over(table, createVault(current)).put('org_c', 'c');
  await over(table, createVault(current)).deleteSealedBy(oldVault);
  expect((await table.entries()).map(([key]) => key)).toEqual(['org_c']);
});

test('an imported key cannot be exported, and its bytes are overwritten', async () => {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  const key = await importKey(bytes)('open');
  expect(key).toMatchObject({ extractable: false, algorithm: { name: 'AES-GCM', length: 256 } });
  expect([...bytes]).toEqual(Array.from({ length: 32 }, () => 0));
});
