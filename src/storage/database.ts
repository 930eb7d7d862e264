import { promisifyRequest, type UseStore } from 'idb-keyval';

/** What the keyring keeps, one object store each; a new one needs a step in {@link UPGRADES}. */
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

/** Makes one version of the database from the one before it, inside the browser's upgrade transaction. */
export type Upgrade = (database: IDBDatabase, transaction: IDBTransaction) => void;

/**
 * Every version that there ever was: the step at index `n` makes version `n + 1`, and the version is how many there are.
 * Steps are only ever added, and only ever add: an older worker may still use what a newer one has upgraded.
 */
export const UPGRADES: readonly Upgrade[] = [
  (database) => {
    const stores = ['sessions', 'flows', 'organizations', 'limits', 'revocations', 'clients', 'keys'];
    for (const store of stores) database.createObjectStore(store);
  },
  (database) => {
    database.createObjectStore('journal');
  },
];

/** What is written is on the disk before anybody relies on it: a rotated refresh token cannot be had again (R29). */
const DURABILITY: IDBTransactionOptions = { durability: 'strict' };

/** How long opening may take, ms: a deletion that a page holds up holds up every opening after it. */
const OPEN_PATIENCE = 3_000;
/** How long a database that did not open is left alone, ms: else every read and write would wait as long again. */
const PAUSE = 5_000;

/**
 * One connection for all object stores, in the form that idb-keyval takes. idb-keyval opens a database per store and
 * keeps a connection that blocks other versions; this one lets go when asked to, and opens again once it was closed.
 *
 * @param upgrades what leads to the version that is wanted; others than {@link UPGRADES} only in tests
 */
export function openDatabase(
  name: string,
  upgrades: readonly Upgrade[] = UPGRADES,
): (store: StoreName) => UseStore {
  let connection: Promise<IDBDatabase> | undefined;
  let pausedUntil = 0;

  const connect = (): Promise<IDBDatabase> => {
    if (performance.now() < pausedUntil) return Promise.reject(doesNotOpen());
    connection ??= open(name, upgrades, () => {
      connection = undefined;
    }).catch((error: unknown) => {
      connection = undefined;
      if (isNamed(error, 'TimeoutError')) pausedUntil = performance.now() + PAUSE;
      throw error;
    });
    return connection;
  };

  return (store) => async (mode, callback) => {
    try {
      return await callback((await connect()).transaction(store, mode, DURABILITY).objectStore(store));
    } catch (error) {
      // The browser closed the connection between two uses: storage cleared, or another version wants in.
      if (!isNamed(error, 'InvalidStateError')) throw error;
      connection = undefined;
      return callback((await connect()).transaction(store, mode, DURABILITY).objectStore(store));
    }
  };
}

async function open(name: string, upgrades: readonly Upgrade[], onClose: () => void): Promise<IDBDatabase> {
  let database = await withPatience(request(name, upgrades)).catch((error: unknown) => {
    // A later version was here (R37): what it added is not touched, and what it kept of ours is used.
    if (isNamed(error, 'VersionError')) return withPatience(promisifyRequest(indexedDB.open(name)));
    throw error;
  });
  if (!STORES.every((store) => database.objectStoreNames.contains(store))) {
    database.close();
    if (database.version > upgrades.length) throw doesNotOpen();
    // Somebody else made a database of this name and version. Nothing of ours is in it, or can be.
    await withPatience(promisifyRequest(indexedDB.deleteDatabase(name)));
    database = await withPatience(request(name, upgrades));
  }
  database.onclose = onClose;
  database.onversionchange = () => {
    database.close();
    onClose();
  };
  return database;
}

function request(name: string, upgrades: readonly Upgrade[]): Promise<IDBDatabase> {
  const opening = indexedDB.open(name, upgrades.length);
  opening.onupgradeneeded = ({ oldVersion }) => {
    const { result: database, transaction } = opening;
    if (transaction === null) return;
    for (const upgrade of upgrades.slice(oldVersion)) upgrade(database, transaction);
  };
  return promisifyRequest(opening);
}

function isNamed(error: unknown, name: string): boolean {
  return error instanceof DOMException && error.name === name;
}

function doesNotOpen(): DOMException {
  return new DOMException('The database does not open.', 'TimeoutError');
}

function withPatience<T>(opening: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(doesNotOpen());
      // Whoever waits has gone on in memory; a connection that nobody uses would hold others up.
      opening.then(
        (opened) => opened instanceof IDBDatabase && opened.close(),
        () => {},
      );
    }, OPEN_PATIENCE);
    opening.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
