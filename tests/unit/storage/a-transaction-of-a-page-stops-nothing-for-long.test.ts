import { promisifyRequest } from 'idb-keyval';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openDatabase } from '../../../src/storage/database.ts';
import { createIndexedDbTable, type Table } from '../../../src/storage/table.ts';
import { freshIndexedDb } from '../support/tables.ts';

let table: Table;
let page: IDBDatabase;

beforeEach(async () => {
  freshIndexedDb();
  table = createIndexedDbTable(openDatabase('keyring')('sessions'));
  await table.update('key', () => 'before');
  page = await promisifyRequest(indexedDB.open('keyring'));
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** Keeps a transaction of the page open. @returns ends it */
function keepOpen(): () => Promise<void> {
  const transaction = page.transaction('sessions', 'readwrite');
  let isKept = true;
  const keep = (): void => {
    if (isKept) transaction.objectStore('sessions').get('any').onsuccess = keep;
  };
  keep();
  return () =>
    new Promise((resolve) => {
      isKept = false;
      transaction.oncomplete = () => resolve();
    });
}

const outcomeOf = (operation: Promise<unknown>): Promise<string> =>
  operation.then(
    () => 'done',
    () => 'failed',
  );

/** The database's own events, which are not of the fake clock. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('R38, R52: an operation that waits for it fails after three seconds, and the next one at once', async () => {
  const end = keepOpen();
  const write = outcomeOf(table.update('key', () => 'late'));
  const read = outcomeOf(table.get('key'));
  await settle();
  await vi.advanceTimersByTimeAsync(3_000);
  expect(await Promise.all([write, read])).toEqual(['failed', 'failed']);
  expect(await outcomeOf(table.get('key'))).toBe('failed');
  await end();
  await vi.advanceTimersByTimeAsync(5_000);
  // The write that has failed does not happen later.
  expect(await table.get('key')).toBe('before');
});

test('operations that wait for each other have time while one after the other ends', async () => {
  const endFirst = keepOpen();
  const first = outcomeOf(table.update('key', () => 'first'));
  await settle();
  const endSecond = keepOpen();
  const second = outcomeOf(table.update('key', () => 'second'));
  await settle();
  await vi.advanceTimersByTimeAsync(2_000);
  await endFirst();
  expect(await first).toBe('done');
  await vi.advanceTimersByTimeAsync(2_000);
  await endSecond();
  expect(await second).toBe('done');
  expect(await table.get('key')).toBe('second');
});
