import { ParseError, parseRecord } from '../protocol/parse.ts';
import { EventStreamParser } from './event-stream-parser.ts';
import type { StreamEvent, StreamItem } from './stream-item.ts';

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
