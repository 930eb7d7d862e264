import { randomUUID } from 'node:crypto';
import { createIdempotencyKeys } from './idempotency.ts';
import { eventFor, type PositionedNote, parseEventId } from './note-event.ts';
import { seedsOf } from './note-seeds.ts';
import {
  LISTED_NOTES,
  type MayChange,
  type Note,
  type NoteChange,
  type NoteEvent,
  type NoteStore,
} from './note-store.ts';

type Listener = (changed: PositionedNote) => void;

interface Notebook {
  /** In document order. */
  notes: PositionedNote[];
  position: number;
  readonly listeners: Set<Listener>;
}

/**
 * Creates a store in the memory of this process, for `STATE=memory` and tests: it starts at once and needs no files.
 * Every organization starts with two or three notes. Only the newest {@link LISTED_NOTES} are kept.
 *
 * @param now the clock, in milliseconds
 * @param isNew whether an organization was created in the app: it starts without notes
 */
export function createMemoryNoteStore(
  now: () => number = Date.now,
  isNew: (organizationId: string) => boolean = () => false,
): NoteStore {
  const notebooks = new Map<string, Notebook>();
  const startedAt = now();
  // One set of keys, so that a key of a note is none of a deletion. A deletion has no note.
  const submissions = createIdempotencyKeys<Note | null>({ now });

  function notebookOf(organizationId: string): Notebook {
    let notebook = notebooks.get(organizationId);
    if (notebook === undefined) {
      const notes = isNew(organizationId) ? [] : firstNotes(organizationId, startedAt);
      notebook = { notes, position: notes.length, listeners: new Set() };
      notebooks.set(organizationId, notebook);
    }
    return notebook;
  }

  function record(notebook: Notebook, note: Note, details: Partial<PositionedNote> = {}): void {
    notebook.position += 1;
    const { position } = notebook;
    const changed = { added: position, position, isDeleted: false, note, ...details };
    const others = notebook.notes.filter((known) => known.note.id !== note.id);
    // A new array, so that arrays returned earlier never change.
    notebook.notes = [...others, changed].toSorted((a, b) => a.added - b.added).slice(-LISTED_NOTES);
    for (const listener of notebook.listeners) listener(changed);
  }

  function change(
    organizationId: string,
    noteId: string,
    { mayChange, to, isDeleted }: { mayChange: MayChange; to: (note: Note) => Note; isDeleted: boolean },
  ): NoteChange {
    const notebook = notebookOf(organizationId);
    const known = notebook.notes.find(({ note, isDeleted: isGone }) => note.id === noteId && !isGone);
    if (known === undefined) return { outcome: 'missing' };
    if (!mayChange(known.note)) return { outcome: 'forbidden' };
    const note = to(known.note);
    record(notebook, note, { added: known.added, isDeleted });
    return { outcome: 'changed', note };
  }

  return {
    list: async (organizationId) =>
      notebookOf(organizationId)
        .notes.filter(({ isDeleted }) => !isDeleted)
        .map(({ note }) => note),
    async add(organizationId, { text, author, submission }) {
      const notebook = notebookOf(organizationId);
      const add = (): Note => {
        const createdAt = new Date(now()).toISOString();
        const keyed = submission === undefined ? {} : { submission };
        const note: Note = { id: randomUUID(), text, author, createdAt, ...keyed };
        record(notebook, note);
        return note;
      };
      if (submission === undefined) return { outcome: 'first', note: add() };
      const result = submissions.once([organizationId, author.id], submission, `note ${text}`, add);
      if (result.outcome === 'conflict' || result.value === null) return { outcome: 'conflict' };
      return { outcome: result.outcome, note: result.value };
    },
    edit: async (organizationId, noteId, { text, mayChange }) =>
      change(organizationId, noteId, {
        mayChange,
        to: (note) => ({ ...note, text, editedAt: new Date(now()).toISOString() }),
        isDeleted: false,
      }),
    delete: async (organizationId, noteId, mayChange) =>
      change(organizationId, noteId, { mayChange, to: (note) => ({ ...note, text: '' }), isDeleted: true }),
    async deleteAll(organizationId, submission) {
      const deleteThem = (): null => {
        for (const { note, added, isDeleted } of notebookOf(organizationId).notes)
          if (!isDeleted)
            record(notebookOf(organizationId), { ...note, text: '' }, { added, isDeleted: true });
        return null;
      };
      if (submission === undefined) {
        deleteThem();
        return 'first';
      }
      const { userId, key } = submission;
      return submissions.once([organizationId, userId], key, 'delete all', deleteThem).outcome;
    },
    async follow(organizationId, after, listener) {
      const notebook = notebookOf(organizationId);
      let cursor = positionOf(notebook, after);
      const tell = (changed: readonly PositionedNote[]): void => {
        const events: NoteEvent[] = changed.map((each) => eventFor(each, cursor));
        cursor = Math.max(cursor, ...changed.map(({ position }) => position));
        if (events.length > 0) listener(events);
      };
      tell(
        notebook.notes
          .filter(({ position }) => position > cursor)
          .toSorted((a, b) => a.position - b.position),
      );
      const subscription: Listener = (changed) => tell([changed]);
      notebook.listeners.add(subscription);
      return () => void notebook.listeners.delete(subscription);
    },
  };
}

/** The position of the last change that a reader has. 0 for an unknown event: the reader then gets everything. */
function positionOf(notebook: Notebook, after: string | undefined): number {
  if (after === undefined) return notebook.position;
  const reference = parseEventId(after);
  if (reference === undefined) return 0;
  // A position of an earlier process is ahead of this one.
  if ('position' in reference) return reference.position > notebook.position ? 0 : reference.position;
  return notebook.notes.find(({ note }) => note.id === reference.noteId)?.added ?? 0;
}

function firstNotes(organizationId: string, startedAt: number): PositionedNote[] {
  return seedsOf(organizationId).map(({ author, minutesAgo, text }, index) => ({
    added: index + 1,
    position: index + 1,
    isDeleted: false,
    note: {
      id: randomUUID(),
      text,
      author: { ...author, email: null },
      createdAt: new Date(startedAt - minutesAgo * 60_000).toISOString(),
    },
  }));
}
