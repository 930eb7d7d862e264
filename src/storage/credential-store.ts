import type { CredentialStore } from '../keyring/ports/stores.ts';
import type { Credential } from '../keyring/session/credential.ts';
import { parseCredential, parseEarlierCredential } from '../keyring/session/parse-credential.ts';
import { attempt } from '../protocol/parse.ts';
import type { OpenedRecord, SealedTable } from './sealed-table.ts';

/**
 * Credentials in a sealed table, keyed by their ids. A session that an earlier version stored with its own refresh token
 * counts as a credential with the organization's id, until a refresh of it writes a record here.
 *
 * @param sessions the table of the sessions
 */
export function createCredentialStore(table: SealedTable, sessions: SealedTable): CredentialStore {
  const readStored = async (id: string): Promise<Credential | undefined> => {
    const record = await table.read(id);
    return record && credentialOf(record);
  };
  const readEarlier = async (id: string): Promise<Credential | undefined> => {
    const record = await sessions.read(id);
    return record && earlierCredentialOf(record);
  };
  const compareAndSet: CredentialStore['compareAndSet'] = (expected, next) => {
    const { id, generation, user } = next;
    const header = { key: id, subject: user.id, generation };
    return table.write(header, next, (stored) => (stored?.generation ?? 0) === expected);
  };
  return {
    async read(id) {
      const stored = await readStored(id);
      if (stored !== undefined) return stored;
      const earlier = await readEarlier(id);
      if (earlier === undefined) return undefined;
      await compareAndSet(0, earlier);
      return readStored(id);
    },
    async list() {
      const stored = (await table.readAll())
        .map(credentialOf)
        .filter((credential) => credential !== undefined);
      const ids = new Set(stored.map(({ id }) => id));
      const earlier = (await sessions.readAll())
        .map(earlierCredentialOf)
        .filter((credential) => credential !== undefined && !ids.has(credential.id));
      return [...stored, ...earlier].filter((credential) => credential !== undefined);
    },
    compareAndSet,
    delete: (id, generation) =>
      table.deleteIf(id, (stored) => generation === undefined || stored.generation === generation),
  };
}

/** The credential of a record, if its sealed and its unencrypted part agree. */
function credentialOf({ header, value }: OpenedRecord): Credential | undefined {
  const credential = attempt(() => parseCredential(value));
  const agrees = credential?.id === header.key && credential.generation === header.generation;
  return agrees && credential.user.id === header.subject ? credential : undefined;
}

/** The refresh token of a record that an earlier version wrote. A later one names the credential instead. */
function earlierCredentialOf({ header, value }: OpenedRecord): Credential | undefined {
  const credential = attempt(() => parseEarlierCredential(value));
  return credential?.id === header.key ? credential : undefined;
}
