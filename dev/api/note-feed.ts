import type { Database, Query } from '../database/database.ts';
import { eventFor, type PositionedNote, parseEventId } from './note-event.ts';
import { NOTE_COLUMNS, parseNoteRow } from './note-rows.ts';
import type { NoteStore } from './note-store.ts';

/** The channel on which a process tells all others that an organization's notes changed. The payload is its id. */
export const NOTES_CHANNEL = 'keyring_notes';
/** Maximum number of changes that are read at once. */
const BATCH = 500;
/** Delay before a failed read is repeated, ms. */
const RETRY_DELAY = 1_000;

type Listener = (changed: readonly PositionedNote[]) => void;

/** The changes of one organization, read once for all streams of this process. */
interface Feed {
  readonly listeners: Set<Listener>;
  /** The last position that was read for the listeners; `undefined` until the feed has started. */
  position: number | undefined;
  /** The start of the feed. A listener reads what it missed afterwards, so that the feed has every later change. */
  readonly starting: Promise<void>;
  /** The read under way, and whether a later change makes another one necessary. */
  reading: Promise<void> | undefined;
  isStale: boolean;
}

/** Follows the notes of organizations in the database. */
export interface NoteFeeds {
  readonly follow: NoteStore['follow'];
  close(): void;
}

/** Creates the feeds of one process. A notification only says that something changed; the rows are always read. */
export function createNoteFeeds(database: Database): NoteFeeds {
  const feeds = new Map<string, Feed>();
  const onChange = (organizationId: string): void => {
    const feed = feeds.get(organizationId);
    if (feed !== undefined) void poll(database, organizationId, feed);
  };
  // After a lost connection nothing is known about the time without it, so every feed is read.
  const stop = database.listen(NOTES_CHANNEL, onChange, () => {
    for (const organizationId of feeds.keys()) onChange(organizationId);
  });

  const start = (organizationId: string): Feed => {
    const starting = database.asOrganization(organizationId, readHead).then((head) => {
      feed.position = head;
      // A change that was announced before the feed had a position was not read.
      if (feed.isStale) void poll(database, organizationId, feed);
    });
    const feed: Feed = {
      listeners: new Set(),
      position: undefined,
      starting,
      reading: undefined,
      isStale: false,
    };
    feeds.set(organizationId, feed);
    return feed;
  };

  return {
    async follow(organizationId, after, tell) {
      const feed = feeds.get(organizationId) ?? start(organizationId);
      // Changes that arrive before the missed ones are read wait here.
      let waiting: PositionedNote[] | undefined = [];
      let cursor = 0;
      const deliver = (changed: readonly PositionedNote[]): void => {
        const later = changed.filter(({ position }) => position > cursor);
        const events = later.map((each) => eventFor(each, cursor));
        // The last one has the largest position.
        cursor = later.at(-1)?.position ?? cursor;
        if (events.length > 0) tell(events);
      };
      const listener: Listener = (changed) => {
        if (waiting === undefined) deliver(changed);
        else waiting.push(...changed);
      };
      const leave = (): void => {
        feed.listeners.delete(listener);
        if (feed.listeners.size === 0 && feeds.get(organizationId) === feed) feeds.delete(organizationId);
      };
      feed.listeners.add(listener);
      try {
        await feed.starting;
        const own = await database.asOrganization(organizationId, (query) => readStart(query, after));
        cursor = own.cursor;
        deliver(own.missed);
        cursor = Math.max(cursor, own.head);
      } catch (error) {
        leave();
        throw error;
      }
      const arrived = waiting;
      waiting = undefined;
      deliver(arrived);
      return leave;
    },
    close: stop,
  };
}

/** Reads the changes after the feed's position, and again while later changes are announced. */
async function poll(database: Database, organizationId: string, feed: Feed): Promise<void> {
  feed.isStale = true;
  if (feed.position === undefined || feed.reading !== undefined) return feed.reading;
  feed.reading = read(database, organizationId, feed).finally(() => {
    feed.reading = undefined;
  });
  return feed.reading;
}

async function read(database: Database, organizationId: string, feed: Feed): Promise<void> {
  while (feed.isStale && feed.listeners.size > 0) {
    feed.isStale = false;
    const after = feed.position ?? 0;
    let changed: readonly PositionedNote[];
    try {
      changed = await database.asOrganization(organizationId, (query) => readChanges(query, after));
    } catch {
      setTimeout(() => void poll(database, organizationId, feed), RETRY_DELAY).unref();
      return;
    }
    feed.position = changed.at(-1)?.position ?? after;
    if (changed.length === BATCH) feed.isStale = true;
    if (changed.length > 0) for (const listener of feed.listeners) listener(changed);
  }
}

async function readChanges(query: Query, after: number): Promise<readonly PositionedNote[]> {
  const rows = await query(
    `SELECT ${NOTE_COLUMNS} FROM keyring.notes WHERE position > $1 ORDER BY position LIMIT ${BATCH}`,
    [after],
  );
  return rows.map(parseNoteRow);
}

interface Start {
  readonly cursor: number;
  readonly missed: readonly PositionedNote[];
  /** The last position of the organization. */
  readonly head: number;
}

async function readHead(query: Query): Promise<number> {
  const [last] = await query('SELECT coalesce(max(position), 0)::text AS head FROM keyring.notes');
  return Number(last?.head ?? 0);
}

async function readStart(query: Query, after: string | undefined): Promise<Start> {
  const head = await readHead(query);
  if (after === undefined) return { cursor: head, missed: [], head };
  const known = await positionOf(query, after);
  // An id of data that no longer exists, e.g. before a backup was restored, would hide all later changes.
  const cursor = known > head ? 0 : known;
  const missed: PositionedNote[] = [];
  for (let from = cursor; from < head; ) {
    const batch = await readChanges(query, from);
    missed.push(...batch.filter(({ position }) => position <= head));
    from = batch.at(-1)?.position ?? head;
  }
  return { cursor, missed, head };
}

/** The position of the last change that a reader has. 0 for an unknown event: the reader then gets everything. */
async function positionOf(query: Query, after: string): Promise<number> {
  const reference = parseEventId(after);
  if (reference === undefined) return 0;
  if ('position' in reference) return reference.position;
  const [row] = await query('SELECT added::text AS added FROM keyring.notes WHERE id = $1::uuid', [
    reference.noteId,
  ]);
  return Number(row?.added ?? 0);
}
