import { createHash } from 'node:crypto';
import type { Database, Query } from '../database/database.ts';
import { isNoteId } from './note-event.ts';
import { createNoteFeeds, NOTES_CHANNEL } from './note-feed.ts';
import { NOTE_COLUMNS, parseNoteRow, parseStoredNote } from './note-rows.ts';
import { seedsOf } from './note-seeds.ts';
import {
  type Deletion,
  type DeletionKey,
  IDEMPOTENCY_LIFETIME,
  LISTED_NOTES,
  type MayChange,
  type NewNote,
  type Note,
  type NoteChange,
  type NoteStore,
  type Submission,
} from './note-store.ts';

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

/** Row-level security limits it to the organization of the transaction. */
async function readNewest(query: Query, limit: number | null): Promise<readonly Note[]> {
  const rows = await query(
    `SELECT ${NOTE_COLUMNS} FROM keyring.notes WHERE deleted_at IS NULL ORDER BY added DESC LIMIT $1::int`,
    [limit],
  );
  return rows.map((row) => parseNoteRow(row).note).toReversed();
}

async function insert(query: Query, organizationId: string, note: NewNote): Promise<Note> {
  const [row] = await query(
    `WITH next AS (SELECT nextval('keyring.note_positions') AS position)
     INSERT INTO keyring.notes (organization_id, added, position, text, author_id, author_name, author_email, submission)
     SELECT $1, position, position, $2, $3, $4, $5, $6 FROM next RETURNING ${NOTE_COLUMNS}`,
    [organizationId, note.text, note.author.id, note.author.name, note.author.email, note.submission ?? null],
  );
  if (row === undefined) throw new Error('The inserted note was not returned.');
  return parseNoteRow(row).note;
}

async function addOnce(
  query: Query,
  organizationId: string,
  note: NewNote & { readonly submission: string },
): Promise<Submission> {
  const owner = [organizationId, note.author.id, note.submission];
  const fingerprint = createHash('sha256').update(note.text).digest('base64url');
  const known = await knownKey(query, owner);
  if (known !== undefined) {
    if (known.fingerprint !== fingerprint) return { outcome: 'conflict' };
    return { outcome: 'replayed', note: parseStoredNote(known.response) };
  }
  const added = await insert(query, organizationId, note);
  await keepKey(query, owner, fingerprint, added);
  return { outcome: 'first', note: added };
}

/** A deletion has no text: every key of it has this fingerprint, which is no hash of a text. */
const DELETE_ALL = 'delete-all';

/** Records the key of a deletion, in its transaction. */
async function useKey(
  query: Query,
  organizationId: string,
  submission: DeletionKey | undefined,
): Promise<Deletion> {
  if (submission === undefined) return 'first';
  const owner = [organizationId, submission.userId, submission.key];
  const known = await knownKey(query, owner);
  if (known !== undefined) return known.fingerprint === DELETE_ALL ? 'replayed' : 'conflict';
  await keepKey(query, owner, DELETE_ALL, null);
  return 'first';
}

async function knownKey(query: Query, owner: readonly string[]) {
  const [known] = await query(
    `SELECT fingerprint, response FROM keyring.idempotency_keys
     WHERE organization_id = $1 AND user_id = $2 AND key = $3 AND expires_at > clock_timestamp()`,
    owner,
  );
  return known;
}

async function keepKey(
  query: Query,
  owner: readonly string[],
  fingerprint: string,
  response: Note | null,
): Promise<void> {
  await query(
    `INSERT INTO keyring.idempotency_keys (organization_id, user_id, key, fingerprint, response, expires_at)
     VALUES ($1, $2, $3, $4, $5, clock_timestamp() + make_interval(secs => $6))
     ON CONFLICT (organization_id, user_id, key) DO UPDATE
     SET fingerprint = excluded.fingerprint, response = excluded.response, expires_at = excluded.expires_at`,
    [...owner, fingerprint, JSON.stringify(response), IDEMPOTENCY_LIFETIME / 1000],
  );
}

async function update(
  query: Query,
  noteId: string,
  { mayChange, assignment, values }: { mayChange: MayChange; assignment: string; values: readonly string[] },
): Promise<NoteChange> {
  if (!isNoteId(noteId)) return { outcome: 'missing' };
  const [known] = await query(
    `SELECT ${NOTE_COLUMNS} FROM keyring.notes WHERE id = $1::uuid AND deleted_at IS NULL`,
    [noteId],
  );
  if (known === undefined) return { outcome: 'missing' };
  if (!mayChange(parseNoteRow(known).note)) return { outcome: 'forbidden' };
  const [row] = await query(
    `UPDATE keyring.notes SET ${assignment}, position = nextval('keyring.note_positions')
     WHERE id = $1::uuid RETURNING ${NOTE_COLUMNS}`,
    [noteId, ...values],
  );
  return row === undefined ? { outcome: 'missing' } : { outcome: 'changed', note: parseNoteRow(row).note };
}

/** Adds the first notes of an organization, once. */
async function seed(query: Query, organizationId: string): Promise<void> {
  const [isFirst] = await query(
    'INSERT INTO keyring.seeded_organizations VALUES ($1) ON CONFLICT DO NOTHING RETURNING organization_id',
    [organizationId],
  );
  if (isFirst === undefined) return;
  for (const { author, minutesAgo, text } of seedsOf(organizationId)) {
    const { id } = await insert(query, organizationId, { text, author: { ...author, email: null } });
    await query(
      'UPDATE keyring.notes SET created_at = created_at - make_interval(mins => $2) WHERE id = $1::uuid',
      [id, minutesAgo],
    );
  }
}
