import {
  attempt,
  openPrivateCache,
  parseList,
  parseNullable,
  parseNumber,
  parseRecord,
  parseString,
  type RequestOwner,
} from '../../client/index.ts';
import type { Note, NotesOfThen } from './notes.ts';

const URL_OF_NOTES = '/api/notes';

/**
 * What a person last saw of an organization's notes, kept on the device for reading offline. It is opened when it is
 * made: whatever is written after a sign-out is gone with it.
 */
export class KeptNotes {
  readonly #opening: Promise<Cache | undefined>;
  #next: NotesOfThen | undefined;
  #isWriting = false;

  constructor({ organizationId, userId }: RequestOwner) {
    // Without storage the app goes on, and cannot be read offline.
    this.#opening = openPrivateCache('kept', organizationId, userId).catch(() => undefined);
  }

  async read(): Promise<NotesOfThen | undefined> {
    const answer = await (await this.#opening)?.match(URL_OF_NOTES);
    const value: unknown = await answer?.json().catch(() => undefined);
    return attempt(() => parseNotesOfThen(value));
  }

  /** Replaces what is kept; of many changes in a row the last one is written. */
  write(then: NotesOfThen): void {
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

function parseNotesOfThen(value: unknown): NotesOfThen {
  const { notes, at } = parseRecord(value, 'kept notes');
  return { notes: parseList(notes, parseKeptNote, 'notes'), at: parseNumber(at, 'at') };
}

function parseKeptNote(value: unknown): Note {
  const note = parseRecord(value, 'note');
  return {
    id: parseString(note.id, 'id', 128),
    text: parseString(note.text, 'text', 4000),
    author: parseString(note.author, 'author', 320),
    createdAt: parseNumber(note.createdAt, 'createdAt'),
    submission: parseNullable(note.submission, (key) => parseString(key, 'submission', 255)),
  };
}
