import { IDBFactory } from 'fake-indexeddb';
import { vi } from 'vitest';
import { openDatabase } from '../../../src/storage/database.ts';
import { createResilientTable } from '../../../src/storage/resilient-table.ts';
import { createIndexedDbTable, createMemoryTable, type Table } from '../../../src/storage/table.ts';

/** A separate IndexedDB for a test. */
export function freshIndexedDb(): IDBFactory {
  const factory = new IDBFactory();
  vi.stubGlobal('indexedDB', factory);
  return factory;
}

/** Every kind of table, each made empty. One suite runs over all of them. */
export const TABLES: readonly (readonly [kind: string, create: () => Table])[] = [
  ['memory', createMemoryTable],
  [
    'IndexedDB',
    () => {
      freshIndexedDb();
      return createIndexedDbTable(openDatabase('test')('sessions'));
    },
  ],
  ['a table that survives its database', () => createResilientTable(createMemoryTable(), () => {})],
];
