import { promisifyRequest, type UseStore } from 'idb-keyval';
import { abortAtStandstill } from './abort-at-standstill.ts';

/** The object stores. A new one needs a step in {@link UPGRADES}. */
export const STORES = [
  'sessions',
  'flows',
  'organizations',
  'limits',
  'revocations',
  'clients',
  'keys',
  'journal',
  'credentials',
] as const;
export type StoreName = (typeof STORES)[number];

/** Upgrades the database by one version, inside the browser's upgrade transaction. */
export type Upgrade = (database: IDBDatabase, transaction: IDBTransaction) => void;

/**
 * Every version of the database: the step at index `n` upgrades to version `n + 1`. Steps are only added, and a step only adds
 * object stores: an older worker may still use the upgraded database.
 */
export const UPGRADES: readonly Upgrade[] = [
  (database) => {
    const stores = [
      'sessions',
      'flows',
      'organizations',
      'limits',
      'revocations',
      'clients',
      'keys',
    ] as const;
    for (const store of stores) addStore(database, store);
  },
  (database) => {
    addStore(database, 'journal');
  },
  (database) => {
    addStore(database, 'credentials');
  },
];

/** Another script may have created an earlier version with a later store. An upgrade that fails would be repeated without an end. */
function addStore(database: IDBDatabase, store: StoreName): void {
  if (!database.objectStoreNames.contains(store)) database.createObjectStore(store);
}

/**
 * Stores whose records can be read or announced again, or count requests of the last minutes. They may be lost with the power, not
 * with the worker or browser.
 */
const LOSABLE: ReadonlySet<StoreName> = new Set(['organizations', 'clients', 'journal', 'limits']);

/** Any other write is on the disk before its result is used: a rotated refresh token cannot be requested again (R29). */
function durabilityOf(store: StoreName): IDBTransactionOptions {
  return { durability: LOSABLE.has(store) ? 'relaxed' : 'strict' };
}

/** Longest wait for the database to open, ms: a page that blocks a deletion also blocks every later opening. */
const OPEN_PATIENCE = 3_000;
/** How long a database that did not open, or stood still, is not tried again, ms. Otherwise every read and write would wait again. */
const COOLDOWN = 5_000;

/**
 * One connection for all object stores, in the form that idb-keyval takes. idb-keyval opens a database per store and keeps a
 * connection that blocks other versions. This connection opens at once, closes on request, and opens again after it was
 * closed.
 *
 * @param onClose called when the connection closes: the records may have been deleted
 * @param upgrades the steps to the requested version; other than {@link UPGRADES} only in tests
 */
export function openDatabase(
  name: string,
  onClose: () => void = () => {},
  upgrades: readonly Upgrade[] = UPGRADES,
): (store: StoreName) => UseStore {
  let connection: Promise<IDBDatabase> | undefined;
  let cooldownEndsAt = 0;
  const disconnect = (): void => {
    connection = undefined;
    onClose();
  };

  const coolDown = (error: unknown): never => {
    if (isNamed(error, 'TimeoutError')) cooldownEndsAt = performance.now() + COOLDOWN;
    throw error;
  };

  const connect = (): Promise<IDBDatabase> => {
    if (performance.now() < cooldownEndsAt) return Promise.reject(doesNotOpen());
    connection ??= open(name, upgrades, disconnect).catch((error: unknown) => {
      connection = undefined;
      return coolDown(error);
    });
    return connection;
  };

  // The first call of a new worker finds the database open. A failure shows at the first use.
  connect().catch(() => {});

  return (store) => {
    let completed = 0;
    const run: UseStore = async (mode, callback) => {
      const transaction = (await connect()).transaction(store, mode, durabilityOf(store));
      const running = callback(transaction.objectStore(store));
      const result = await abortAtStandstill(transaction, running, () => completed).catch(coolDown);
      completed += 1;
      return result;
    };
    return async (mode, callback) => {
      try {
        return await run(mode, callback);
      } catch (error) {
        // The browser closed the connection between two uses: storage was cleared, or another version opens the database.
        if (!isNamed(error, 'InvalidStateError')) throw error;
        disconnect();
        return run(mode, callback);
      }
    };
  };
}

async function open(name: string, upgrades: readonly Upgrade[], onClose: () => void): Promise<IDBDatabase> {
  let database = await withPatience(request(name, upgrades)).catch((error: unknown) => {
    // A later version has upgraded the database (R37). Its additions are not changed, and the known stores are used.
    if (isNamed(error, 'VersionError')) return withPatience(promisifyRequest(indexedDB.open(name)));
    throw error;
  });
  if (!STORES.every((store) => database.objectStoreNames.contains(store))) {
    database.close();
    if (database.version > upgrades.length) throw doesNotOpen();
    // Another script created a database with this name and version. It lacks the stores, so it holds no keyring data.
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
      // The callers continue in memory. An unused connection would block other versions.
      opening.then(
        (opened) => opened instanceof IDBDatabase && opened.close(),
        () => {},
      );
    }, OPEN_PATIENCE);
    opening.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
