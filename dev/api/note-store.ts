import { randomUUID } from 'node:crypto';
import { createIdempotencyKeys, type IdempotencyKeys } from './idempotency.ts';
import { seedsOf } from './note-seeds.ts';

/** The author of a note. Name and email are null if the directory does not know them. */
export interface NoteAuthor {
  readonly id: string;
  readonly name: string | null;
  readonly email: string | null;
}

/** A note as the API returns it. */
export interface Note {
  readonly id: string;
  readonly text: string;
  readonly author: NoteAuthor;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  /** The `Idempotency-Key` of the request, or null. The page that sent the note recognizes it by this key. */
  readonly submission?: string;
}

/**
 * The notes of every organization, in memory. Every operation takes an organization, so none can read another's notes.
 */
export interface NoteStore {
  /** In document order: the newest is last. */
  list(organizationId: string): readonly Note[];
  /** Adds a note and tells the organization's listeners. */
  add(organizationId: string, text: string, author: NoteAuthor, submission?: string): Note;
  /** The notes after the given note, or all notes if the organization has no such note. */
  after(organizationId: string, noteId: string): readonly Note[];
  /** Calls `listener` for each new note of the organization until the returned function is called. */
  subscribe(organizationId: string, listener: (note: Note) => void): () => void;
  /** The results of earlier requests, by `Idempotency-Key`. */
  readonly submissions: IdempotencyKeys<Note>;
}

/** Maximum number of notes of an organization. Beyond it the oldest note is deleted, to limit memory. */
export const NOTES_PER_ORGANIZATION = 500;

interface Notebook {
  notes: Note[];
  readonly listeners: Set<(note: Note) => void>;
}

/**
 * Creates a store in which every organization starts with two or three notes.
 *
 * @param now the clock, in milliseconds
 */
export function createNoteStore(now: () => number = Date.now): NoteStore {
  const notebooks = new Map<string, Notebook>();
  const startedAt = now();

  function notebookOf(organizationId: string): Notebook {
    let notebook = notebooks.get(organizationId);
    if (notebook === undefined) {
      notebook = { notes: firstNotes(organizationId, startedAt), listeners: new Set() };
      notebooks.set(organizationId, notebook);
    }
    return notebook;
  }

  return {
    list: (organizationId) => notebookOf(organizationId).notes,
    add(organizationId, text, author, submission) {
      const notebook = notebookOf(organizationId);
      const createdAt = new Date(now()).toISOString();
      const note: Note = {
        id: randomUUID(),
        text,
        author,
        createdAt,
        ...(submission !== undefined && { submission }),
      };
      // A new array, so that arrays returned by `list` never change.
      notebook.notes = [...notebook.notes, note].slice(-NOTES_PER_ORGANIZATION);
      for (const listener of notebook.listeners) listener(note);
      return note;
    },
    after(organizationId, noteId) {
      const { notes } = notebookOf(organizationId);
      // If the note is not found, the index is -1 and all notes are returned. Readers ignore known ids.
      return notes.slice(notes.findIndex(({ id }) => id === noteId) + 1);
    },
    subscribe(organizationId, listener) {
      const { listeners } = notebookOf(organizationId);
      // A separate function for each subscription, so that the same listener can subscribe twice.
      const subscription = (note: Note): void => listener(note);
      listeners.add(subscription);
      return () => listeners.delete(subscription);
    },
    submissions: createIdempotencyKeys<Note>({ now }),
  };
}

function firstNotes(organizationId: string, startedAt: number): Note[] {
  return seedsOf(organizationId).map(({ author, minutesAgo, text }) => ({
    id: randomUUID(),
    text,
    author: { ...author, email: null },
    createdAt: new Date(startedAt - minutesAgo * 60_000).toISOString(),
  }));
}
