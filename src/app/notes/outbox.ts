import {
  listPrivateCaches,
  openPrivateCache,
  RETRY_AFTER_LIMIT,
  type RequestOwner,
} from '../../client/index.ts';
import { attempt, parseNullable, parseNumber, parseRecord, parseString } from '../../protocol/parse.ts';
import { clearUnsentMarker, setUnsentMarker, unsentMarkers } from './unsent-markers.ts';

/** A note that the API has not accepted yet. */
export interface QueuedNote {
  /** The `Idempotency-Key`, created with the note and sent with every attempt. */
  readonly key: string;
  readonly text: string;
  /** ms since the epoch. Notes are sent in this order. */
  readonly queuedAt: number;
  /** Why the API rejected the note, as text for the user; null while it waits to be sent. */
  readonly refusal: string | null;
}

/** The unsent notes of one user in one organization. They survive a restart of the page, the worker and the browser. */
export class Outbox {
  readonly #cache: Cache;

  constructor(cache: Cache) {
    this.#cache = cache;
  }

  /** The queued notes, in the order in which the user wrote them. */
  async list(): Promise<readonly QueuedNote[]> {
    const entries = (await this.#cache.keys()).filter(isNote).map(async (request) => {
      const value: unknown = await (await this.#cache.match(request))?.json().catch(() => undefined);
      // Another tab deleted the note, or the stored value is invalid.
      return attempt(() => parseQueuedNote(value)) ?? [];
    });
    return (await Promise.all(entries)).flat().sort((a, b) => a.queuedAt - b.queuedAt);
  }

  /** Stores a note. The note is durable when the promise resolves. @throws DOMException if the storage is full */
  async put(note: QueuedNote): Promise<void> {
    setUnsentMarker(note.key);
    await this.#cache.put(urlOf(note.key), new Response(JSON.stringify(note)));
    // Another tab clears the marker of a note that it does not find yet.
    setUnsentMarker(note.key);
  }

  async delete(key: string): Promise<void> {
    await this.#cache.delete(urlOf(key));
    clearUnsentMarker(key);
  }

  /**
   * End of the wait that the server requested (`Retry-After`); `undefined` if there is none or it has passed. The value
   * is stored, so all tabs share it and a reload keeps it.
   *
   * @param now ms since the epoch
   * @returns ms since the epoch
   */
  async pausedUntil(now: number): Promise<number | undefined> {
    const value: unknown = await (await this.#cache.match(PAUSE_URL))?.json().catch(() => undefined);
    const pause = attempt(() => parsePause(value));
    // A clock that was set back must not extend the wait.
    const isRunning = pause !== undefined && pause.from <= now && now < pause.until;
    return isRunning && pause.until - pause.from <= RETRY_AFTER_LIMIT ? pause.until : undefined;
  }

  /** @param duration ms from `now`; 0 ends the wait */
  async setPause(now: number, duration: number): Promise<void> {
    if (duration === 0) await this.#cache.delete(PAUSE_URL);
    else await this.#cache.put(PAUSE_URL, new Response(JSON.stringify({ from: now, until: now + duration })));
  }
}

/**
 * Name of the Web Lock that is held while a user's notes are sent. A page that holds it knows that no note is in a
 * request.
 */
export const outboxLock = ({ organizationId, userId }: RequestOwner): string =>
  `note-outbox:${organizationId}:${userId}`;

/** Opens a user's outbox. Returns `undefined` if the user is signed out, because nothing may be stored then. */
export async function openOutbox({ organizationId, userId }: RequestOwner): Promise<Outbox | undefined> {
  const cache = await openPrivateCache('unsent', organizationId, userId);
  return cache && new Outbox(cache);
}

/** The users with unsent notes on this device, and the number of notes. */
export async function waitingNotes(): Promise<readonly (RequestOwner & { readonly count: number })[]> {
  const marked = unsentMarkers();
  const unsent = (await listPrivateCaches()).filter(({ kind }) => kind === 'unsent');
  const waiting = await Promise.all(
    unsent.map(async ({ cache, ...owner }) => ({
      ...owner,
      keys: (await cache.keys()).filter(isNote).map(keyOf),
    })),
  );
  // The worker deletes the notes at a sign-out but cannot delete the markers in localStorage.
  const found = new Set(waiting.flatMap(({ keys }) => keys));
  for (const key of marked) if (!found.has(key)) clearUnsentMarker(key);
  return waiting.map(({ keys, ...owner }) => ({ ...owner, count: keys.length }));
}

let lastQueuedAt = 0;

/** The timestamp for the next note. Every timestamp of a page is unique, so the order of notes is stable. */
export function nextQueuedAt(now: number): number {
  lastQueuedAt = Math.max(now, lastQueuedAt + 1);
  return lastQueuedAt;
}

function parseQueuedNote(value: unknown): QueuedNote {
  const note = parseRecord(value, 'queued note');
  return {
    key: parseString(note.key, 'key', 255),
    text: parseString(note.text, 'text', 4000),
    queuedAt: parseNumber(note.queuedAt, 'queuedAt'),
    refusal: parseNullable(note.refusal, (words) => parseString(words, 'refusal', 1000)),
  };
}

function parsePause(value: unknown): { readonly from: number; readonly until: number } {
  const { from, until } = parseRecord(value, 'pause');
  return { from: parseNumber(from, 'from'), until: parseNumber(until, 'until') };
}

const PAUSE_URL = '/outbox-pause';

const isNote = ({ url }: Request): boolean => new URL(url).pathname.startsWith('/outbox/');
const urlOf = (key: string): string => `/outbox/${encodeURIComponent(key)}`;
const keyOf = ({ url }: Request): string =>
  decodeURIComponent(new URL(url).pathname.slice('/outbox/'.length));
