import type { Query } from '../database/database.ts';
import { isNoteId } from './note-event.ts';
import { NOTE_COLUMNS, parseNoteRow } from './note-rows.ts';
import { seedsOf } from './note-seeds.ts';
import type { MayChange, NewNote, Note, NoteChange } from './note-store.ts';

/** Row-level security limits it to the organization of the transaction. */
export async function readNewest(query: Query, limit: number | null): Promise<readonly Note[]> {
  const rows = await query(
    `SELECT ${NOTE_COLUMNS} FROM keyring.notes WHERE deleted_at IS NULL ORDER BY added DESC LIMIT $1::int`,
    [limit],
  );
  return rows.map((row) => parseNoteRow(row).note).toReversed();
}

/** Adds a note. */
export async function insert(query: Query, organizationId: string, note: NewNote): Promise<Note> {
  const [row] = await query(
    `WITH next AS (SELECT nextval('keyring.note_positions') AS position)
     INSERT INTO keyring.notes (organization_id, added, position, text, author_id, author_name, author_email, submission)
     SELECT $1, position, position, $2, $3, $4, $5, $6 FROM next RETURNING ${NOTE_COLUMNS}`,
    [organizationId, note.text, note.author.id, note.author.name, note.author.email, note.submission ?? null],
  );
  if (row === undefined) throw new Error('The inserted note was not returned.');
  return parseNoteRow(row).note;
}

/** Changes a note that is not deleted. */
export async function update(
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
export async function seed(query: Query, organizationId: string): Promise<void> {
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
