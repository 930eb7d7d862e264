import type { Context } from 'hono';
import type { SessionHints } from '../../server/webhooks/session-hints.ts';
import type { Note, NoteStore } from './note-store.ts';
import type { ApiEnvironment } from './verify-token.ts';

/** Milliseconds between comments that keep proxies and the browser from closing an idle stream. */
const HEARTBEAT = 15_000;
/** Milliseconds that an EventSource waits before it reconnects. */
const RETRY = 1_000;
/**
 * Maximum number of buffered events for a slow reader. Beyond it the stream ends, and the reader resumes with
 * `Last-Event-ID`.
 */
const BACKLOG = 1_000;
/** The longest delay of a timer. A longer one would fire immediately. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** The dependencies of a stream. */
export interface StreamOptions {
  readonly notes: NoteStore;
  /** Hints about sessions of the stream's user are sent with the notes, so that they need no connection of their own. */
  readonly hints?: SessionHints | undefined;
  readonly now: () => number;
}

/**
 * `GET /notes/stream`: server-sent events, one `note` for each new note of the token's organization.
 *
 * It resumes after `Last-Event-ID` without a gap. `?after=<note id>` is the alternative if the header is missing: an
 * EventSource cannot set it on the first request, and Chromium omits it on reconnects that a worker handles. The stream
 * ends when the token expires, so that an ended session receives no more notes. An EventSource then reconnects with the
 * session's current token.
 */
export function streamNotes(c: Context<ApiEnvironment>, { notes, hints, now }: StreamOptions): Response {
  const { organizationId, userId, expiresAt } = c.var.token;
  const lastEventId = c.req.header('Last-Event-ID') || c.req.query('after');
  const encoder = new TextEncoder();
  let release = (): void => {};

  const events = (): ReadableStream<Uint8Array> =>
    new ReadableStream(
      {
        start(controller) {
          const send = (text: string): void => {
            if ((controller.desiredSize ?? 0) > 0) controller.enqueue(encoder.encode(text));
            else end();
          };
          const end = (): void => {
            release();
            controller.close();
          };
          const heartbeat = setInterval(() => send(': heartbeat\n\n'), HEARTBEAT);
          const expiry = setTimeout(end, Math.min(Math.max(expiresAt * 1000 - now(), 0), LONGEST_TIMER));
          const unsubscribe = notes.subscribe(organizationId, (note) => send(formatEvent(note)));
          const endHints = hints?.subscribe(userId, send);
          release = () => {
            endHints?.();
            clearInterval(heartbeat);
            clearTimeout(expiry);
            unsubscribe();
          };
          // Sends a comment immediately, so that the headers are flushed and the reader knows that the stream is open.
          // The subscription and the missed notes are handled in one turn of the event loop, so no note is lost between
          // them.
          const missed = lastEventId === undefined ? [] : notes.after(organizationId, lastEventId);
          send(`retry: ${RETRY}\n\n${missed.map(formatEvent).join('')}`);
        },
        cancel: () => release(),
      },
      new CountQueuingStrategy({ highWaterMark: BACKLOG }),
    );

  c.header('Content-Type', 'text/event-stream');
  // Not cached, compressed or buffered: each event must be sent immediately.
  c.header('Cache-Control', 'no-store, no-transform');
  c.header('X-Accel-Buffering', 'no');
  // A HEAD request has no reader, so its subscription would never end.
  return c.req.method === 'HEAD' ? c.body(null) : c.body(events());
}

// A note's id is a UUID and JSON contains no raw line breaks, so neither can break the event format.
const formatEvent = (note: Note): string => `event: note\nid: ${note.id}\ndata: ${JSON.stringify(note)}\n\n`;
