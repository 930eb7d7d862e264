import {
  attempt,
  listPrivateCaches,
  openPrivateCache,
  parseNullable,
  parseNumber,
  parseRecord,
  parseString,
  RETRY_AFTER_LIMIT,
  type RequestOwner,
} from '../../client/index.ts';
import { markedUnsent, markUnsent, unmarkUnsent } from './unsent-marks.ts';

/** A note that its person wrote and that the API has not taken yet. */
export interface QueuedNote {
  /** The `Idempotency-Key` that it got when it was written, and keeps through every attempt. */
  readonly key: string;
  readonly text: string;
  /** ms since the epoch; notes are sent in this order. */
  readonly queuedAt: number;
  /** Why the API will never take it as it is, in words; null: it waits to be sent. */
  readonly refusal: string | null;
}

/** The notes of one person in one organization that wait on this device; they outlive page, worker and browser. */
export class Outbox {
  readonly #cache: Cache;

  constructor(cache: Cache) {
    this.#cache = cache;
  }

  /** What is queued, in the order in which it was written. */
  async list(): Promise<readonly QueuedNote[]> {
    const entries = (await this.#cache.keys()).filter(isNote).map(async (request) => {
      const value: unknown = await (await this.#cache.match(request))?.json().catch(() => undefined);
      // Removed a moment ago by another tab, or not ours to read.
      return attempt(() => parseQueuedNote(value)) ?? [];
    });
    return (await Promise.all(entries)).flat().sort((a, b) => a.queuedAt - b.queuedAt);
  }

  /** Durable when it resolves. @throws DOMException when the browser has no room */
  async put(note: QueuedNote): Promise<void> {
    markUnsent(note.key);
    await this.#cache.put(urlOf(note.key), new Response(JSON.stringify(note)));
  }

  async remove(key: string): Promise<void> {
    await this.#cache.delete(urlOf(key));
    unmarkUnsent(key);
  }

  /**
   * Until when the server asked not to be sent anything (`Retry-After`); `undefined`: it did not, or that time is over.
   * All tabs read it here, and a reload does not lose it.
   *
   * @param now ms since the epoch
   * @returns ms since the epoch
   */
  async pausedUntil(now: number): Promise<number | undefined> {
    const value: unknown = await (await this.#cache.match(PAUSE_URL))?.json().catch(() => undefined);
    const pause = attempt(() => parsePause(value));
    // A clock that was set back must not stretch the pause.
    const isRunning = pause !== undefined && pause.from <= now && now < pause.until;
    return isRunning && pause.until - pause.from <= RETRY_AFTER_LIMIT ? pause.until : undefined;
  }

  /** @param duration ms from `now`; 0 ends the pause */
  async setPause(now: number, duration: number): Promise<void> {
    if (duration === 0) await this.#cache.delete(PAUSE_URL);
    else await this.#cache.put(PAUSE_URL, new Response(JSON.stringify({ from: now, until: now + duration })));
  }
}

/** The Web Lock under which a person's notes are sent: whoever holds it knows that none is on its way. */
export const outboxLock = ({ organizationId, userId }: RequestOwner): string =>
  `note-outbox:${organizationId}:${userId}`;

/** Opens a person's outbox; `undefined`: they are signed out here, and nothing may be kept. */
export async function openOutbox({ organizationId, userId }: RequestOwner): Promise<Outbox | undefined> {
  const cache = await openPrivateCache('unsent', organizationId, userId);
  return cache && new Outbox(cache);
}

/** Whose notes wait on this device, and how many they are. */
export async function waitingNotes(): Promise<readonly (RequestOwner & { readonly count: number })[]> {
  const marked = markedUnsent();
  const unsent = (await listPrivateCaches()).filter(({ kind }) => kind === 'unsent');
  const waiting = await Promise.all(
    unsent.map(async ({ cache, ...owner }) => ({
      ...owner,
      keys: (await cache.keys()).filter(isNote).map(keyOf),
    })),
  );
  // A sign-out wipes the notes without a page, and leaves their marks.
  const found = new Set(waiting.flatMap(({ keys }) => keys));
  for (const key of marked) if (!found.has(key)) unmarkUnsent(key);
  return waiting.map(({ keys, ...owner }) => ({ ...owner, count: keys.length }));
}

let lastQueuedAt = 0;

/** The time for the next note: no two of one page are the same, so that their order stands. */
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
