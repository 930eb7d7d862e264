import type { Context } from 'hono';
import type { SessionHints } from '../../server/webhooks/session-hints.ts';
import type { NoteEvent, NoteStore } from './note-store.ts';
import type { ApiEnvironment } from './require-token.ts';

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
  readonly hints?: Pick<SessionHints, 'subscribe'> | undefined;
  readonly now: () => number;
}

/**
 * `GET /notes/stream`: server-sent events for the notes of the token's organization: `note` for a new one,
 * `note-changed`, and `note-deleted`.
 *
 * It resumes after `Last-Event-ID` without a gap. `?after=<event id>` is the alternative if the header is missing: an
 * EventSource cannot set it on the first request, and Chromium omits it on reconnects that a worker handles. The stream
 * ends when the token expires, so that an ended session receives no more notes. An EventSource then reconnects with the
 * session's current token.
 *
 * @throws {UnavailableError} if the missed notes cannot be read. The reader then connects again, and misses nothing
 */
export async function streamNotes(
  c: Context<ApiEnvironment>,
  { notes, hints, now }: StreamOptions,
): Promise<Response> {
  const { organizationId, userId, expiresAt } = c.var.token;
  const lastEventId = c.req.header('Last-Event-ID') || c.req.query('after');
  c.header('Content-Type', 'text/event-stream');
  // Not cached, compressed or buffered: each event must be sent immediately.
  c.header('Cache-Control', 'no-store, no-transform');
  c.header('X-Accel-Buffering', 'no');
  // A HEAD request has no reader, so its subscription would never end.
  if (c.req.method === 'HEAD') return c.body(null);

  // Events that arrive before the response has a reader wait here.
  let waiting: readonly NoteEvent[] = [];
  let deliver = (events: readonly NoteEvent[]): void => {
    waiting = [...waiting, ...events];
  };
  const unsubscribe = await notes.follow(organizationId, lastEventId, (events) => deliver(events));

  const encoder = new TextEncoder();
  let release = unsubscribe;
  const events = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        let isOver = false;
        const send = (text: string): void => {
          if (isOver) return;
          if ((controller.desiredSize ?? 0) > 0) controller.enqueue(encoder.encode(text));
          else end();
        };
        const end = (): void => {
          release();
          controller.close();
        };
        const heartbeat = setInterval(() => send(': heartbeat\n\n'), HEARTBEAT);
        const expiry = setTimeout(end, Math.min(Math.max(expiresAt * 1000 - now(), 0), LONGEST_TIMER));
        const endHints = hints?.subscribe(userId, send);
        release = () => {
          isOver = true;
          endHints?.();
          clearInterval(heartbeat);
          clearTimeout(expiry);
          unsubscribe();
        };
        // Sends text immediately, so that the headers are flushed and the reader knows that the stream is open.
        send(`retry: ${RETRY}\n\n${waiting.map(formatEvent).join('')}`);
        deliver = (arrived) => {
          for (const event of arrived) send(formatEvent(event));
        };
      },
      cancel: () => release(),
    },
    new CountQueuingStrategy({ highWaterMark: BACKLOG }),
  );
  return c.body(events);
}

/** An event's id contains a UUID and a number, and JSON contains no raw line breaks, so neither breaks the format. */
function formatEvent(event: NoteEvent): string {
  const data = event.type === 'note-deleted' ? { id: event.noteId } : event.note;
  return `event: ${event.type}\nid: ${event.id}\ndata: ${JSON.stringify(data)}\n\n`;
}
