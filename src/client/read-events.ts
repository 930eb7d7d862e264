import { ParseError, parseRecord } from '../protocol/parse.ts';
import { EventStreamParser } from './event-stream-parser.ts';

/** One server-sent event (HTML Living Standard §9.2). */
export interface StreamEvent {
  readonly type: string;
  /** The event's own id, unique within its stream; empty if it has none. */
  readonly id: string;
  readonly data: string;
}

/** What a `text/event-stream` body contains. */
export type StreamItem =
  | { readonly type: 'event'; readonly event: StreamEvent }
  /** A later connection resumes the stream with this `Last-Event-ID`; empty: without one. */
  | { readonly type: 'position'; readonly lastEventId: string }
  /** The server's delay before a reconnection, ms. */
  | { readonly type: 'retry'; readonly delay: number };

/** Reads an event that another tab relayed. */
export function parseStreamEvent(value: unknown): StreamEvent {
  const { type, id, data } = parseRecord(value, 'event');
  if (typeof type === 'string' && typeof id === 'string' && typeof data === 'string')
    return { type, id, data };
  throw new ParseError('event must have a type, an id and data');
}

/**
 * Reads a `text/event-stream` body item by item, until it ends. An event that the end of the body cuts off is not
 * complete and is left out.
 */
export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<StreamItem> {
  const reader = body.getReader();
  // It removes a byte order mark at the start.
  const decoder = new TextDecoder();
  const parser = new EventStreamParser();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield* parser.push(decoder.decode(value, { stream: true }));
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}
