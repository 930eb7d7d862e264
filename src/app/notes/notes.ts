import { query } from '@solidjs/router';
import type { OrganizationKey, StreamEvent } from '../../client/index.ts';
import { attempt, parseList, parseNullable, parseRecord, parseString } from '../../protocol/parse.ts';
import { ProblemError } from '../ui/problem.ts';
import { readApi } from '../ui/read-api.ts';

/** A note as the app shows it. */
export interface Note {
  readonly id: string;
  readonly text: string;
  readonly author: string;
  /** The id of the author's user; null if unknown. */
  readonly authorId: string | null;
  /** ms since the epoch */
  readonly createdAt: number;
  /** When the text was last changed, ms since the epoch; null if never. */
  readonly editedAt: number | null;
  /**
   * The idempotency key of the request that created the note. The author's page recognizes the note by it. null if
   * unknown.
   */
  readonly submission: string | null;
}

/** The API lists this many notes at most, the newest. */
export const LISTED_NOTES = 500;

/** Notes and the time at which they were read. */
export interface TimedNotes {
  readonly notes: readonly Note[];
  /** ms since the epoch */
  readonly at: number;
}

/** In-memory cache: the last known notes of each visited or preloaded organization, by slug. A sign-out clears it. */
const memory = new Map<OrganizationKey, TimedNotes>();
/** When {@link notesOf} last requested each organization's notes, ms since the epoch. */
const askedAt = new Map<OrganizationKey, number>();
/** How long a response counts as current, ms: as long as the router keeps a preload. */
const CURRENT_FOR = 5_000;
/** Counts sign-outs. The response to a request sent before a sign-out must not be cached after it. */
let signOuts = 0;

/**
 * Reads the notes of one organization, independent of the URL: a preload on hover reads the notes of the organization
 * under the pointer. The router's cache combines a preload and the navigation after it into one request.
 */
export const notesOf = query(async (slug: OrganizationKey): Promise<readonly Note[]> => {
  askedAt.set(slug, Date.now());
  try {
    return await fetchNotes(slug);
  } catch (error) {
    // Do not cache a failure: the next call sends a new request.
    query.delete(notesOf.keyFor(slug));
    throw error;
  }
}, 'notes');

/**
 * Returns the current notes: the result of a preload in the last seconds, or a new request. Without it the router would use
 * its cache regardless of age, because it treats a switch of organization like a step through the history.
 */
export function currentNotes(slug: OrganizationKey): Promise<readonly Note[]> {
  if (Date.now() - (askedAt.get(slug) ?? 0) > CURRENT_FOR) query.delete(notesOf.keyFor(slug));
  return notesOf(slug);
}

/** Reads an organization's notes from the API and caches them in memory. */
export async function fetchNotes(slug: OrganizationKey, signal?: AbortSignal): Promise<readonly Note[]> {
  const before = signOuts;
  const notes = parseList(await readApi(slug, '/api/notes', signal), parseNote, 'notes');
  if (before === signOuts) memory.set(slug, { notes, at: Date.now() });
  return notes;
}

/** Returns an organization's notes from memory, without a request. */
export const notesInMemory = (slug: OrganizationKey): TimedNotes | undefined => memory.get(slug);

/** Caches an organization's notes in memory for the next visit. */
export const rememberNotes = (slug: OrganizationKey, then: TimedNotes): void => void memory.set(slug, then);

/** Deletes an organization's notes from this page's memory, after a sign-out. */
export function deleteNotes(slug: OrganizationKey): void {
  signOuts += 1;
  memory.delete(slug);
  askedAt.delete(slug);
  query.delete(notesOf.keyFor(slug));
}

/**
 * Merges two lists without duplicates, newest first. A known note stays the same object unless it was edited, so it is
 * not rendered again.
 */
export function mergeNotes(known: readonly Note[], arrived: readonly Note[]): readonly Note[] {
  const byId = new Map(known.map((note) => [note.id, note]));
  for (const note of arrived) {
    const current = byId.get(note.id);
    if (current === undefined || (note.editedAt ?? 0) > (current.editedAt ?? 0)) byId.set(note.id, note);
  }
  return [...byId.values()].sort((a, b) => b.createdAt - a.createdAt);
}

/** Parses a note from a response or an event. */
export function parseNote(value: unknown): Note {
  const note = parseRecord(value, 'note');
  const author = parseRecord(note.author, 'author');
  const createdAt = parseDate(note.createdAt, 'createdAt');
  return {
    id: parseString(note.id, 'id', 128),
    text: parseString(note.text, 'text', 4000),
    author:
      parseNullable(author.name ?? author.email, (name) => parseString(name, 'author', 320)) ??
      'Unknown user',
    authorId: parseNullable(author.id, (id) => parseString(id, 'author id', 128)),
    createdAt,
    editedAt: parseNullable(note.editedAt, (date) => parseDate(date, 'editedAt')),
    submission: attempt(() => parseString(note.submission, 'submission', 255)) ?? null,
  };
}

function parseDate(value: unknown, what: string): number {
  const date = Date.parse(parseString(value, what, 64));
  if (Number.isNaN(date)) throw new ProblemError('unexpected_response', 'A note has an invalid date.');
  return date;
}

/** An event of the stream of notes. */
export type NoteEvent =
  | { readonly type: 'added' | 'changed'; readonly note: Note }
  | { readonly type: 'deleted'; readonly id: string };

/**
 * Parses a stream event. Returns `undefined` for an invalid or unknown event; the next read of the list has its change.
 */
export function parseNoteEvent({ type, data }: Pick<StreamEvent, 'type' | 'data'>): NoteEvent | undefined {
  try {
    const value: unknown = JSON.parse(data);
    if (type === 'note') return { type: 'added', note: parseNote(value) };
    if (type === 'note-changed') return { type: 'changed', note: parseNote(value) };
    if (type !== 'note-deleted') return undefined;
    return { type: 'deleted', id: parseString(parseRecord(value, 'deletion').id, 'id', 128) };
  } catch {
    return undefined;
  }
}
