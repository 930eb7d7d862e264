import { randomUUID } from 'node:crypto';
import { createIdempotencyKeys, type IdempotencyKeys } from './idempotency.ts';
import { seedsOf } from './note-seeds.ts';

/** Who wrote a note; name and email are null where the directory does not know them. */
export interface NoteAuthor {
  readonly id: string;
  readonly name: string | null;
  readonly email: string | null;
}

/** A note as the API answers it. */
export interface Note {
  readonly id: string;
  readonly text: string;
  readonly author: NoteAuthor;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  /** The `Idempotency-Key` that it came with, if any: by it the page that wrote it knows it again. */
  readonly submission?: string;
}

/** The notes of every organization, in memory. Every operation names its organization: there is no way across. */
export interface NoteStore {
  /** In document order: the newest is last. */
  list(organizationId: string): readonly Note[];
  /** Adds a note and tells the organization's listeners. */
  add(organizationId: string, text: string, author: NoteAuthor, submission?: string): Note;
  /** The notes after one note; all that are kept when the organization has no such note (any more). */
  after(organizationId: string, noteId: string): readonly Note[];
  /** Calls `listener` for each new note of the organization, until the returned function is called. */
  subscribe(organizationId: string, listener: (note: Note) => void): () => void;
  /** What was already added, by `Idempotency-Key`. */
  readonly submissions: IdempotencyKeys<Note>;
}

/** Beyond this, an organization's oldest note is dropped: memory must have an end. */
export const NOTES_PER_ORGANIZATION = 500;

interface Notebook {
  notes: Note[];
  readonly listeners: Set<(note: Note) => void>;
}

/**
 * Makes a store in which every organization starts with two or three notes of its own.
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
      // A new array, so that what `list` returned before does not change under its reader.
      notebook.notes = [...notebook.notes, note].slice(-NOTES_PER_ORGANIZATION);
      for (const listener of notebook.listeners) listener(note);
      return note;
    },
    after(organizationId, noteId) {
      const { notes } = notebookOf(organizationId);
      // Not found is -1, and then everything is sent: a reader who knows a note by its id loses nothing by it.
      return notes.slice(notes.findIndex(({ id }) => id === noteId) + 1);
    },
    subscribe(organizationId, listener) {
      const { listeners } = notebookOf(organizationId);
      // A function of its own for each subscription: the same listener twice is two subscriptions.
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
