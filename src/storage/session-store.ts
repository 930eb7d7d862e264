import type { SessionStore } from '../keyring/ports/stores.ts';
import { parseSession } from '../keyring/session/parse-session.ts';
import { absentSession, type Session, userOf } from '../keyring/session/session.ts';
import { attempt, parseRecord } from '../protocol/parse.ts';
import type { OpenedRecord, SealedTable } from './sealed-table.ts';

/** Sessions in a sealed table, keyed by organization id. */
export function createSessionStore(table: SealedTable): SessionStore {
  return {
    async read(organizationId) {
      const record = await table.read(organizationId);
      if (record === undefined) return absentSession(organizationId);
      // A record that does not open keeps its generation: otherwise no write could replace it.
      return sessionOf(record) ?? { ...absentSession(organizationId), generation: record.header.generation };
    },
    async list() {
      const records = await table.readAll();
      const sessions = records.map(sessionOf);
      return sessions.filter((session) => session !== undefined && session.status !== 'absent');
    },
    compareAndSet(expected, next) {
      const { organizationId, generation } = next;
      const header = { key: organizationId, subject: userOf(next)?.id ?? '', generation };
      return table.write(header, next, (stored) => (stored?.generation ?? 0) === expected);
    },
  };
}

/**
 * Clears the user of signed-out sessions, which an earlier version kept both sealed and unencrypted (R42). The sessions
 * themselves do not change.
 *
 * @param listed the sessions of the table, from memory if they were read before: opening all of them again is the largest part
 */
export async function clearSignedOutUsers(table: SealedTable, listed: SessionStore['list']): Promise<void> {
  const store = createSessionStore(table);
  const signedOut = (await listed()).filter(({ status }) => status === 'signed-out');
  if (signedOut.length === 0) return;
  const named = new Set(
    (await table.headers()).filter(({ subject }) => subject !== '').map(({ key }) => key),
  );
  for (const session of signedOut)
    if (named.has(session.organizationId)) await store.compareAndSet(session.generation, session);
}

/** The session of a record, if its sealed and its unencrypted part agree. */
function sessionOf({ header, value }: OpenedRecord): Session | undefined {
  const session = attempt(() => parseSession(value));
  const agrees = session?.organizationId === header.key && session.generation === header.generation;
  return agrees ? session : undefined;
}

/**
 * Whether a stored session has no user, because they signed out. If the disk is full, it is better to have no record of the
 * organization than the session from before: the next worker would be signed in again (R42).
 */
export function isOfNoUser(stored: unknown): boolean {
  return attempt(() => parseRecord(stored, 'session').subject) === '';
}
