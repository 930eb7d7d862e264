import type { Database, Query } from '../database/database.ts';
import { createNoteFeeds, NOTES_CHANNEL } from './note-feed.ts';
import { addOnce, useKey } from './note-keys.ts';
import { insert, readNewest, seed, update } from './note-statements.ts';
import { LISTED_NOTES, type NoteStore } from './note-store.ts';

/** A note store in PostgreSQL, with a way to stop listening to its changes. */
export interface SqlNoteStore extends NoteStore {
  close(): void;
}

/**
 * Creates a store in the database. Any number of processes can share the database: each learns of the others' changes
 * by `LISTEN`.
 */
export function createSqlNoteStore(database: Database): SqlNoteStore {
  const feeds = createNoteFeeds(database);

  /** Runs one change. The lock makes positions of an organization visible in their order, so no reader skips one. */
  const change = <T>(organizationId: string, work: (query: Query) => Promise<T>): Promise<T> =>
    database.asOrganization(organizationId, async (query) => {
      await query(`SELECT pg_advisory_xact_lock(hashtextextended('keyring.notes ' || $1, 0))`, [
        organizationId,
      ]);
      await seed(query, organizationId);
      const result = await work(query);
      // Sent when the transaction commits, and not at all if it fails.
      await query('SELECT pg_notify($1, $2)', [NOTES_CHANNEL, organizationId]);
      return result;
    });

  return {
    async list(organizationId, limit = LISTED_NOTES) {
      const read = () =>
        database.asOrganization(organizationId, async (query) => {
          const [seeded] = await query('SELECT 1 FROM keyring.seeded_organizations');
          return seeded === undefined ? undefined : readNewest(query, limit);
        });
      const notes = await read();
      if (notes !== undefined) return notes;
      await change(organizationId, async () => {});
      return (await read()) ?? [];
    },
    add: (organizationId, note) =>
      change(organizationId, (query) =>
        note.submission === undefined
          ? insert(query, organizationId, note).then((added) => ({ outcome: 'first', note: added }))
          : addOnce(query, organizationId, { ...note, submission: note.submission }),
      ),
    edit: (organizationId, noteId, { text, mayChange }) =>
      change(organizationId, (query) =>
        update(query, noteId, {
          mayChange,
          assignment: 'text = $2, edited_at = clock_timestamp()',
          values: [text],
        }),
      ),
    delete: (organizationId, noteId, mayChange) =>
      change(organizationId, (query) =>
        update(query, noteId, {
          mayChange,
          assignment: `text = '', deleted_at = clock_timestamp()`,
          values: [],
        }),
      ),
    deleteAll: (organizationId, submission) =>
      change(organizationId, async (query) => {
        const outcome = await useKey(query, organizationId, submission);
        if (outcome === 'first')
          await query(
            `UPDATE keyring.notes
             SET text = '', deleted_at = clock_timestamp(), position = nextval('keyring.note_positions')
             WHERE deleted_at IS NULL`,
          );
        return outcome;
      }),
    follow: (organizationId, after, listener) => feeds.follow(organizationId, after, listener),
    close: () => feeds.close(),
  };
}
