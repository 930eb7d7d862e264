import { openPrivateCache, type RequestOwner } from '../../client/index.ts';
import {
  attempt,
  parseList,
  parseNullable,
  parseNumber,
  parseRecord,
  parseString,
} from '../../protocol/parse.ts';
import type { Note, TimedNotes } from './notes.ts';

const URL_OF_NOTES = '/api/notes';

/**
 * One user's notes of an organization, cached on the device for offline reading. The constructor opens the cache, so a
 * write after a sign-out goes to the deleted cache and leaves no data.
 */
export class CachedNotes {
  readonly #opening: Promise<Cache | undefined>;
  #next: TimedNotes | undefined;
  #isWriting = false;

  constructor({ organizationId, userId }: RequestOwner) {
    // Without storage the app works, but not offline.
    this.#opening = openPrivateCache('kept', organizationId, userId).catch(() => undefined);
  }

  async read(): Promise<TimedNotes | undefined> {
    const response = await (await this.#opening)?.match(URL_OF_NOTES);
    const value: unknown = await response?.json().catch(() => undefined);
    return attempt(() => parseTimedNotes(value));
  }

  /** Replaces the cached notes. Of several changes in a row only the last is written. */
  write(then: TimedNotes): void {
    this.#next = then;
    if (!this.#isWriting) void this.#writeNext();
  }

  async #writeNext(): Promise<void> {
    this.#isWriting = true;
    const cache = await this.#opening;
    while (this.#next !== undefined) {
      const body = JSON.stringify(this.#next);
      this.#next = undefined;
      await cache?.put(URL_OF_NOTES, new Response(body)).catch(() => {});
    }
    this.#isWriting = false;
  }
}

function parseTimedNotes(value: unknown): TimedNotes {
  const { notes, at } = parseRecord(value, 'cached notes');
  return { notes: parseList(notes, parseCachedNote, 'notes'), at: parseNumber(at, 'at') };
}

function parseCachedNote(value: unknown): Note {
  const note = parseRecord(value, 'note');
  return {
    id: parseString(note.id, 'id', 128),
    text: parseString(note.text, 'text', 4000),
    author: parseString(note.author, 'author', 320),
    // Absent in notes that an earlier version of the app cached.
    authorId: parseNullable(note.authorId, (id) => parseString(id, 'authorId', 128)),
    createdAt: parseNumber(note.createdAt, 'createdAt'),
    editedAt: parseNullable(note.editedAt, (date) => parseNumber(date, 'editedAt')),
    submission: parseNullable(note.submission, (key) => parseString(key, 'submission', 255)),
  };
}
