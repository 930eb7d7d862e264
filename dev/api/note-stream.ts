import type { Context } from 'hono';
import type { Note, NoteStore } from './note-store.ts';
import type { ApiEnvironment } from './verify-token.ts';

/** Milliseconds between comments that keep proxies, and the browser, from taking silence for the end. */
const HEARTBEAT = 15_000;
/** Milliseconds that an EventSource waits before it comes back. */
const RETRY = 1_000;
/** Events that may wait for a reader who does not read. Then the stream ends: it is resumed by `Last-Event-ID`. */
const BACKLOG = 1_000;
/** The longest delay that a timer takes; a longer one would fire at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** What a stream needs. */
export interface StreamOptions {
  readonly notes: NoteStore;
  readonly now: () => number;
}

/**
 * `GET /notes/stream`: server-sent events, one `note` for each new note of the token's organization.
 *
 * It resumes after `Last-Event-ID`, without a gap. `?after=<note id>` means the same where the header is missing:
 * an EventSource cannot set it at first, and Chromium drops it on reconnects that a worker answers.
 * The stream simply ends when the token expires, so that an ended session does not listen on; an EventSource
 * then reconnects by itself, with whatever token the session has by then.
 */
export function streamNotes(c: Context<ApiEnvironment>, { notes, now }: StreamOptions): Response {
  const { organizationId, expiresAt } = c.var.token;
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
          release = () => {
            clearInterval(heartbeat);
            clearTimeout(expiry);
            unsubscribe();
          };
          // Something is sent at once, so that the headers leave and the reader knows that it listens.
          // Nothing can be added between the subscription and the missed notes: all of this is one turn.
          const missed = lastEventId === undefined ? [] : notes.after(organizationId, lastEventId);
          send(`retry: ${RETRY}\n\n${missed.map(formatEvent).join('')}`);
        },
        cancel: () => release(),
      },
      new CountQueuingStrategy({ highWaterMark: BACKLOG }),
    );

  c.header('Content-Type', 'text/event-stream');
  // Not stored, not compressed, not held back: each event must leave as it comes.
  c.header('Cache-Control', 'no-store, no-transform');
  c.header('X-Accel-Buffering', 'no');
  // HEAD has no reader, so nothing would ever end a subscription made for it.
  return c.req.method === 'HEAD' ? c.body(null) : c.body(events());
}

// A note's id is a UUID and JSON has no line breaks: neither can end a line early.
const formatEvent = (note: Note): string => `event: note\nid: ${note.id}\ndata: ${JSON.stringify(note)}\n\n`;
