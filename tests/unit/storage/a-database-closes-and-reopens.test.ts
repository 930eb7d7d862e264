import { beforeEach, expect, test, vi } from 'vitest';
import { openDatabase, STORES, UPGRADES } from '../../../src/storage/database.ts';
import { createIndexedDbTable } from '../../../src/storage/table.ts';
import { freshIndexedDb } from '../support/tables.ts';

let factory: IDBFactory;
beforeEach(() => {
  factory = freshIndexedDb();
});

/** Resolves with how a request to the factory ended. */
function outcomeOf(request: IDBOpenDBRequest): Promise<'done' | 'blocked'> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve('done');
    request.onblocked = () => resolve('blocked');
    request.onerror = () => reject(request.error);
  });
}

/** Counts connections, and hands them out for a test to close. */
function spyOnConnections(): IDBDatabase[] {
  const connections: IDBDatabase[] = [];
  const open = factory.open.bind(factory);
  factory.open = (...parameters) => {
    const request = open(...parameters);
    request.addEventListener('success', () => connections.push(request.result));
    return request;
  };
  return connections;
}

test('one connection serves every store', async () => {
  const connections = spyOnConnections();
  const useStore = openDatabase('keyring');
  await Promise.all(STORES.map((store) => createIndexedDbTable(useStore(store)).update('key', () => store)));
  for (const store of STORES) expect(await createIndexedDbTable(useStore(store)).get('key')).toBe(store);
  expect(connections).toHaveLength(1);
});

test('R29: what cannot be requested again is on the disk when a write ends; nothing else waits for the disk', async () => {
  const connections = spyOnConnections();
  const useStore = openDatabase('keyring');
  await createIndexedDbTable(useStore('keys')).get('any');
  const [connection] = connections;
  if (connection === undefined) throw new Error('no connection was opened');
  const begun = vi.spyOn(connection, 'transaction');
  for (const store of STORES) await createIndexedDbTable(useStore(store)).update('key', () => store);
  const durable = begun.mock.calls.filter(([, , options]) => options?.durability === 'strict');
  expect(durable.map(([store]) => store).sort()).toEqual([
    'credentials',
    'flows',
    'keys',
    'revocations',
    'sessions',
  ]);
});

test('R38: a connection that was closed between two uses is opened again', async () => {
  const connections = spyOnConnections();
  const table = createIndexedDbTable(openDatabase('keyring')('sessions'));
  await table.update('a', () => 1);
  for (let round = 1; round <= 3; round += 1) {
    connections.at(-1)?.close();
    expect(await table.get('a')).toBe(1);
    await table.update('a', (stored) => stored);
    expect(connections).toHaveLength(1 + round);
  }
});

test('what was read from the database is forgotten when its connection closes', async () => {
  const onClose = vi.fn();
  const table = createIndexedDbTable(openDatabase('keyring', onClose)('sessions'));
  await table.update('a', () => 1);
  expect(onClose).not.toHaveBeenCalled();
  expect(await outcomeOf(factory.deleteDatabase('keyring'))).toBe('done');
  expect(onClose).toHaveBeenCalledTimes(1);
  expect(await table.get('a')).toBeUndefined();
});

test('R38: a connection that the browser closed is opened again', async () => {
  const connections = spyOnConnections();
  const table = createIndexedDbTable(openDatabase('keyring')('sessions'));
  await table.update('a', () => 1);
  const [connection] = connections;
  connection?.close();
  connection?.onclose?.(new Event('close'));
  expect(await table.get('a')).toBe(1);
  expect(connections).toHaveLength(2);
});

test('R37: the connection closes when another version upgrades the database, so that version is not blocked', async () => {
  const table = createIndexedDbTable(openDatabase('keyring')('sessions'));
  await table.update('a', () => 1);
  expect(await outcomeOf(factory.open('keyring', UPGRADES.length + 1))).toBe('done');
});

test('R38: the connection closes when the database is deleted, and the next use creates it again', async () => {
  const table = createIndexedDbTable(openDatabase('keyring')('sessions'));
  await table.update('a', () => 1);
  expect(await outcomeOf(factory.deleteDatabase('keyring'))).toBe('done');
  expect(await table.get('a')).toBeUndefined();
  await table.update('a', () => 2);
  expect(await table.get('a')).toBe(2);
});

test('an open that failed is tried again at the next use', async () => {
  const open = factory.open.bind(factory);
  let failures = 1;
  factory.open = (...parameters) => {
    failures -= 1;
    if (failures >= 0) throw new DOMException('no storage here', 'UnknownError');
    return open(...parameters);
  };
  const table = createIndexedDbTable(openDatabase('keyring')('sessions'));
  await expect(table.get('a')).rejects.toThrow('no storage here');
  expect(await table.get('a')).toBeUndefined();
});

test('a write is durable when it resolves: another connection sees it', async () => {
  await createIndexedDbTable(openDatabase('keyring')('sessions')).update('a', () => 1);
  expect(await createIndexedDbTable(openDatabase('keyring')('sessions')).get('a')).toBe(1);
});

test('R38: a database of our name without our stores is created again', async () => {
  await new Promise<void>((resolve) => {
    const request = factory.open('keyring', 1);
    request.onsuccess = () => {
      request.result.close();
      resolve();
    };
  });
  const table = createIndexedDbTable(openDatabase('keyring')('sessions'));
  await table.update('a', () => 1);
  expect(await table.get('a')).toBe(1);
});

test.each([
  [1, ['journal']],
  [2, ['credentials']],
  [1, ['sessions', 'flows', 'organizations', 'limits', 'revocations', 'clients', 'keys', 'journal']],
])('R38: version %i that another script created with %s is used or replaced', async (version, stores) => {
  const factory = freshIndexedDb();
  await new Promise<void>((resolve, reject) => {
    const opening = factory.open('test', version);
    opening.onupgradeneeded = () => {
      for (const store of stores) opening.result.createObjectStore(store);
    };
    opening.onsuccess = () => {
      opening.result.close();
      resolve();
    };
    opening.onerror = () => reject(opening.error);
  });
  const table = createIndexedDbTable(openDatabase('test')('sessions'));
  await table.update('a', () => 1);
  expect(await table.get('a')).toBe(1);
});
