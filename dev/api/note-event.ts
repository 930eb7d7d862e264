import type { Note, NoteEvent } from './note-store.ts';

/**
 * A note with its place in the organization's sequence of changes. Every change gives the note the next position.
 */
export interface PositionedNote {
  /** The position at which the note was added. */
  readonly added: number;
  /** The position of its latest change. */
  readonly position: number;
  readonly isDeleted: boolean;
  readonly note: Note;
}

/**
 * Describes the latest change of a note to a reader.
 *
 * @param cursor the position up to which the reader has all changes
 */
export function eventFor({ added, position, isDeleted, note }: PositionedNote, cursor: number): NoteEvent {
  if (isDeleted) return { type: 'note-deleted', id: changeId(note.id, position), noteId: note.id };
  // A reader that never received the note gets it as a new one, even if it was edited meanwhile.
  if (added > cursor) return { type: 'note', id: note.id, note };
  return { type: 'note-changed', id: changeId(note.id, position), note };
}

const changeId = (noteId: string, position: number): string => `${noteId}:${position}`;

/** What an event id names: the position of a change, or the note that was added. */
export type EventReference = { readonly position: number } | { readonly noteId: string } | undefined;

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Parses an event id. Returns `undefined` if this API never sent it. */
export function parseEventId(id: string): EventReference {
  const [noteId = '', position, ...rest] = id.split(':');
  if (!UUID.test(noteId) || rest.length > 0) return undefined;
  if (position === undefined) return { noteId };
  return /^\d{1,15}$/.test(position) ? { position: Number(position) } : undefined;
}

/** Whether a text has the form of a note's id. PostgreSQL rejects any other value for a column of UUIDs. */
export const isNoteId = (text: string): boolean => UUID.test(text);
