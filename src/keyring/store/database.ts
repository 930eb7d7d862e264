import { promisifyRequest, type UseStore } from 'idb-keyval';

/** What the keyring keeps, one object store each. */
export const STORES = [
  'sessions',
  'flows',
  'organizations',
  'limits',
  'revocations',
  'clients',
  'keys',
  'journal',
] as const;
export type StoreName = (typeof STORES)[number];

const VERSION = 1;

/** What is written is on the disk before anybody relies on it: a rotated refresh token cannot be had again (R29). */
const DURABILITY: IDBTransactionOptions = { durability: 'strict' };

/** How long opening may take, ms: a deletion that a page holds up holds up every opening after it. */
const OPEN_PATIENCE = 3_000;

/**
 * One connection for all object stores, in the form that idb-keyval takes. idb-keyval opens a database per store and
 * keeps a connection that blocks other versions; this one lets go when asked to, and opens again once it was closed.
 */
export function openDatabase(name: string): (store: StoreName) => UseStore {
  let connection: Promise<IDBDatabase> | undefined;

  const connect = (): Promise<IDBDatabase> => {
    connection ??= open(name, () => {
      connection = undefined;
    }).catch((error: unknown) => {
      connection = undefined;
      throw error;
    });
    return connection;
  };

  return (store) => async (mode, callback) => {
    try {
      return await callback((await connect()).transaction(store, mode, DURABILITY).objectStore(store));
    } catch (error) {
      // The browser closed the connection between two uses: storage cleared, or another version wants in.
      if (!(error instanceof DOMException) || error.name !== 'InvalidStateError') throw error;
      connection = undefined;
      return callback((await connect()).transaction(store, mode, DURABILITY).objectStore(store));
    }
  };
}

async function open(name: string, onClose: () => void): Promise<IDBDatabase> {
  let database = await withPatience(request(name));
  if (!STORES.every((store) => database.objectStoreNames.contains(store))) {
    // Somebody else made a database of this name and version. Nothing of ours is in it, or can be.
    database.close();
    await withPatience(promisifyRequest(indexedDB.deleteDatabase(name)));
    database = await withPatience(request(name));
  }
  database.onclose = onClose;
  database.onversionchange = () => {
    database.close();
    onClose();
  };
  return database;
}

function request(name: string): Promise<IDBDatabase> {
  const opening = indexedDB.open(name, VERSION);
  opening.onupgradeneeded = () => {
    for (const store of STORES) {
      if (!opening.result.objectStoreNames.contains(store)) opening.result.createObjectStore(store);
    }
  };
  return promisifyRequest(opening);
}

function withPatience<T>(opening: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new DOMException('The database does not open.', 'TimeoutError'));
      // Whoever waits has gone on in memory; a connection that nobody uses would hold others up.
      opening.then(
        (opened) => opened instanceof IDBDatabase && opened.close(),
        () => {},
      );
    }, OPEN_PATIENCE);
    opening.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
