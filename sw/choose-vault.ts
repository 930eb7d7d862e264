import type { CredentialStore, RecordStore, SessionStore } from '../src/keyring/ports/stores.ts';
import type { VaultMode } from '../src/protocol/configuration.ts';
import { createCredentialStore } from '../src/storage/credential-store.ts';
import { openDatabase, type StoreName } from '../src/storage/database.ts';
import type { Durability } from '../src/storage/durability.ts';
import { createResilientTable, type ResilientRecords } from '../src/storage/resilient-table.ts';
import { SealedTable } from '../src/storage/sealed-table.ts';
import { clearSignedOutUsers, createSessionStore, isOfNoUser } from '../src/storage/session-store.ts';
import { createIndexedDbTable, createMemoryTable, type Table } from '../src/storage/table.ts';
import {
  createDeviceKey,
  createMemoryKey,
  createVault,
  deleteDeviceKey,
  importKey,
  keepDeviceKey,
  readDeviceKey,
  type Vault,
  type VaultKey,
} from '../src/storage/vault.ts';
import { createVolatileSessionStore } from '../src/storage/volatile-session-store.ts';
import type { HostVault } from './host-vault.ts';

type SealedName = Exclude<StoreName, 'clients' | 'keys'>;
type Tables = (name: StoreName) => Table;

/** What some stores need while the database fails. */
const RESILIENCE: Partial<Record<StoreName, ResilientRecords>> = {
  keys: { merge: keepDeviceKey },
  sessions: { replaces: isOfNoUser },
};

/** The worker's storage. */
export interface KeyringStorage {
  /** The vault that this worker really uses. Pages may read it. */
  readonly mode: VaultMode;
  readonly sessions: SessionStore;
  readonly credentials: CredentialStore;
  readonly organizations: RecordStore;
  readonly sealed: Readonly<Record<SealedName, SealedTable>>;
  /** The announcements of pages. They hold no secret. */
  readonly clients: Table;
  /**
   * Migrates records of an earlier key or version. Only an active worker may call it, because the worker before it could
   * not read the result.
   *
   * @param listed reads every session, from memory if possible. Default: from the database
   * @returns whether a session may have changed by it: what was read before may be outdated
   */
  clearOutdated(listed?: SessionStore['list']): Promise<boolean>;
}

/**
 * Builds the storage of a vault. docs/decisions/0003-the-sealed-vault.md explains what each mode stores, and where.
 *
 * @param onClose called when the database closes: its records may have been deleted
 */
export function chooseVault(
  { mode, keys }: HostVault,
  durability: Durability,
  onClose: () => void = () => {},
): KeyringStorage {
  const [key, ...previous] = keys.map(importKey);
  if (mode === 'sealed' && key === undefined) return keylessStorage(durability);
  const useStore = openDatabase('org-keyring', onClose);
  const tables: Tables = (name) =>
    createResilientTable(
      createIndexedDbTable(useStore(name)),
      (isDurable) => durability.report(name, isDurable),
      RESILIENCE[name],
    );
  if (mode === 'sealed' && key !== undefined) return sealedStorage(tables, key, previous);
  const storage = createStorage(mode, tables, createVault(createDeviceKey(tables('keys'))));
  return mode === 'device' ? storage : { ...storage, ...volatileStores(storage.sessions) };
}

function sealedStorage(tables: Tables, key: VaultKey, previous: readonly VaultKey[]): KeyringStorage {
  const storage = createStorage('sealed', tables, createVault(key, previous));
  const deviceKeys = tables('keys');
  return {
    ...storage,
    async clearOutdated(listed) {
      await storage.clearOutdated(listed);
      const all = Object.values(storage.sealed);
      for (const replaced of previous)
        await Promise.all(all.map((table) => table.resealFrom(createVault(replaced))));
      const deviceKey = await readDeviceKey(deviceKeys);
      if (deviceKey === undefined) return false;
      // Pages could use the device's key, to open records and to forge them. So none of those records is kept.
      await Promise.all(all.map((table) => table.deleteSealedBy(createVault(async () => deviceKey))));
      await deleteDeviceKey(deviceKeys);
      return true;
    },
  };
}

/** A sealed vault without a key: it writes nothing, and leaves the records of an earlier worker unchanged. */
function keylessStorage(durability: Durability): KeyringStorage {
  durability.report('vault', false);
  return createStorage('memory', () => createMemoryTable(), createVault(createMemoryKey()));
}

function createStorage(mode: VaultMode, tables: Tables, vault: Vault): KeyringStorage {
  const seal = (name: SealedName): SealedTable => new SealedTable(tables(name), vault, name);
  const sealed = {
    sessions: seal('sessions'),
    flows: seal('flows'),
    organizations: seal('organizations'),
    limits: seal('limits'),
    revocations: seal('revocations'),
    journal: seal('journal'),
    credentials: seal('credentials'),
  };
  const sessions = createSessionStore(sealed.sessions);
  return {
    mode,
    sealed,
    sessions,
    credentials: createCredentialStore(sealed.credentials, sealed.sessions),
    organizations: sealed.organizations,
    clients: tables('clients'),
    async clearOutdated(listed = sessions.list) {
      await clearSignedOutUsers(sealed.sessions, listed);
      return false;
    },
  };
}

/** What holds tokens ends with the worker. */
function volatileStores(durable: SessionStore): Pick<KeyringStorage, 'sessions' | 'credentials'> {
  const vault = createVault(createMemoryKey());
  const inMemory = (name: SealedName): SealedTable => new SealedTable(createMemoryTable(), vault, name);
  const sessions = inMemory('sessions');
  return {
    sessions: createVolatileSessionStore(createSessionStore(sessions), durable),
    credentials: createCredentialStore(inMemory('credentials'), sessions),
  };
}
