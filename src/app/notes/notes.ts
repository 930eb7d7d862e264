import { query } from '@solidjs/router';
import {
  attempt,
  type OrganizationSlug,
  parseList,
  parseNullable,
  parseRecord,
  parseString,
} from '../../client/index.ts';
import { ProblemError } from '../ui/problem.ts';
import { readApi } from '../ui/read-api.ts';

/** A note as the app shows it. */
export interface Note {
  readonly id: string;
  readonly text: string;
  readonly author: string;
  /** ms since the epoch */
  readonly createdAt: number;
  /** The key under which it was sent: its writer's page knows it again by it; null: written elsewhere. */
  readonly submission: string | null;
}

/** Notes as they were at some time. */
export interface NotesOfThen {
  readonly notes: readonly Note[];
  /** ms since the epoch */
  readonly at: number;
}

/** The last known notes of each organization entered or preloaded; every key is a slug, and sign-out empties it. */
const shelf = new Map<OrganizationSlug, NotesOfThen>();
/** When each organization's notes were last asked for by {@link notesOf}, ms since the epoch. */
const askedAt = new Map<OrganizationSlug, number>();
/** How long an answer counts as current: as long as the router keeps a preload. ms */
const CURRENT_FOR = 5_000;
/** Counts sign-outs: what was asked for before one must not be kept after it. */
let forgettings = 0;

/**
 * The notes of one organization, whatever the URL is: a preload on hover asks for the NEXT organization's.
 * The router's cache joins a preload and the entry that follows it into one request.
 */
export const notesOf = query(async (slug: OrganizationSlug): Promise<readonly Note[]> => {
  askedAt.set(slug, Date.now());
  try {
    return await fetchNotes(slug);
  } catch (error) {
    // A refusal is not worth keeping: the next call asks again.
    query.delete(notesOf.keyFor(slug));
    throw error;
  }
}, 'notes');

/**
 * The notes as they are now: what a preload of the last seconds asked for, or asked anew. The router alone would answer
 * from its cache here, however old: a change of organization reaches it as a step through the history.
 */
export function currentNotes(slug: OrganizationSlug): Promise<readonly Note[]> {
  if (Date.now() - (askedAt.get(slug) ?? 0) > CURRENT_FOR) query.delete(notesOf.keyFor(slug));
  return notesOf(slug);
}

/** Reads an organization's notes from the API and puts them on the shelf. */
export async function fetchNotes(slug: OrganizationSlug, signal?: AbortSignal): Promise<readonly Note[]> {
  const before = forgettings;
  const notes = parseList(await readApi(slug, '/api/notes', signal), parseNote, 'notes');
  if (before === forgettings) shelf.set(slug, { notes, at: Date.now() });
  return notes;
}

/** What is known of an organization's notes without asking: what it showed last, or what a preload brought. */
export const shelvedNotes = (slug: OrganizationSlug): NotesOfThen | undefined => shelf.get(slug);

/** Keeps what an organization shows, for the next time it is entered. */
export const shelveNotes = (slug: OrganizationSlug, then: NotesOfThen): void => void shelf.set(slug, then);

/** Drops every trace of an organization's notes from this page's memory: after a sign-out. */
export function forgetNotes(slug: OrganizationSlug): void {
  forgettings += 1;
  shelf.delete(slug);
  askedAt.delete(slug);
  query.delete(notesOf.keyFor(slug));
}

/** Notes of both lists, each once, the newest first. A note that was there stays the same object: it is not drawn anew. */
export function mergeNotes(known: readonly Note[], arrived: readonly Note[]): readonly Note[] {
  const byId = new Map([...arrived, ...known].map((note) => [note.id, note]));
  return [...byId.values()].sort((a, b) => b.createdAt - a.createdAt);
}

/** Reads a note, from an answer or from an event. */
export function parseNote(value: unknown): Note {
  const note = parseRecord(value, 'note');
  const author = parseRecord(note.author, 'author');
  const createdAt = Date.parse(parseString(note.createdAt, 'createdAt', 64));
  if (Number.isNaN(createdAt)) throw new ProblemError('unexpected_answer', 'A note has no date.');
  return {
    id: parseString(note.id, 'id', 128),
    text: parseString(note.text, 'text', 4000),
    author:
      parseNullable(author.name ?? author.email, (name) => parseString(name, 'author', 320)) ?? 'Somebody',
    createdAt,
    submission: attempt(() => parseString(note.submission, 'submission', 255)) ?? null,
  };
}

/** Reads the note of a stream event. `undefined`: the event cannot be read, and the next reading of the list has its note. */
export function noteOfEvent(data: string): Note | undefined {
  try {
    return parseNote(JSON.parse(data));
  } catch {
    return undefined;
  }
}
