import { ParseError, parseRecord } from '../protocol/parse.ts';

/** One server-sent event (HTML Living Standard §9.2). */
export interface StreamEvent {
  readonly type: string;
  readonly id: string;
  readonly data: string;
}

/** Reads an event that another tab passed on. */
export function parseStreamEvent(value: unknown): StreamEvent {
  const { type, id, data } = parseRecord(value, 'event');
  if (typeof type === 'string' && typeof id === 'string' && typeof data === 'string')
    return { type, id, data };
  throw new ParseError('event must have a type, an id and data');
}

/** Reads a `text/event-stream` body event by event, until it ends. Comments and `retry` are passed over. */
export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<StreamEvent> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let pending = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      pending += decoder.decode(value, { stream: true });
      const blocks = pending.split(/\r?\n\r?\n/);
      pending = blocks.pop() ?? '';
      for (const block of blocks) {
        const event = parseEventBlock(block);
        if (event !== undefined) yield event;
      }
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

function parseEventBlock(block: string): StreamEvent | undefined {
  const data: string[] = [];
  let type = 'message';
  let id = '';
  for (const line of block.split(/\r?\n/)) {
    const colon = line.indexOf(':');
    const name = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (name === 'data') data.push(value);
    if (name === 'event') type = value;
    if (name === 'id') id = value;
  }
  return data.length === 0 ? undefined : { type, id, data: data.join('\n') };
}
