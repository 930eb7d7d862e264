import { parseNullable, parseNumber, parseRecord, parseString } from '../../src/protocol/parse.ts';
import type { Row } from '../database/database.ts';
import type { PositionedNote } from './note-event.ts';
import type { Note } from './note-store.ts';

/** A time as the API returns it. The text is the same from PGlite and from node-postgres, which parse dates apart. */
const isoTime = (column: string): string =>
  `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS ${column}`;

/**
 * The columns that {@link parseNoteRow} reads. Numbers become text, because drivers represent `bigint` differently. The
 * texts have other names, so that `ORDER BY position` means the number.
 */
export const NOTE_COLUMNS = [
  'id::text AS id',
  'added::text AS added_text',
  'position::text AS position_text',
  'text',
  'author_id',
  'author_name',
  'author_email',
  'submission',
  isoTime('created_at'),
  isoTime('edited_at'),
  'deleted_at IS NOT NULL AS is_deleted',
].join(', ');

/** Reads a row of `keyring.notes`. */
export function parseNoteRow(row: Row): PositionedNote {
  return {
    added: parseNumber(Number(row.added_text), 'added'),
    position: parseNumber(Number(row.position_text), 'position'),
    isDeleted: row.is_deleted === true,
    note: {
      id: parseString(row.id, 'id'),
      text: row.is_deleted === true ? '' : parseString(row.text, 'text', 4000),
      author: {
        id: parseString(row.author_id, 'author_id'),
        name: optional(row.author_name, 'author_name'),
        email: optional(row.author_email, 'author_email'),
      },
      createdAt: parseString(row.created_at, 'created_at'),
      ...member('editedAt', optional(row.edited_at, 'edited_at')),
      ...member('submission', optional(row.submission, 'submission')),
    },
  };
}

/** Reads a note that was stored as JSON. */
export function parseStoredNote(value: unknown): Note {
  const stored = parseRecord(value, 'note');
  const author = parseRecord(stored.author, 'author');
  return {
    id: parseString(stored.id, 'id'),
    text: parseString(stored.text, 'text', 4000),
    author: {
      id: parseString(author.id, 'author.id'),
      name: optional(author.name, 'author.name'),
      email: optional(author.email, 'author.email'),
    },
    createdAt: parseString(stored.createdAt, 'createdAt'),
    ...member('submission', optional(stored.submission, 'submission')),
  };
}

const optional = (value: unknown, what: string): string | null =>
  parseNullable(value, (text) => parseString(text, what));

const member = <Name extends string>(
  name: Name,
  value: string | null,
): { readonly [Key in Name]?: string } =>
  value === null ? {} : ({ [name]: value } as { readonly [Key in Name]: string });
