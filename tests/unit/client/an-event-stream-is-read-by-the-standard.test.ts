import { expect, test } from 'vitest';
import { EventStreamParser } from '../../../src/client/event-stream-parser.ts';
import { readEvents } from '../../../src/client/read-events.ts';
import type { StreamItem } from '../../../src/client/stream-item.ts';

/** Reads a stream that arrives in pieces of `size` bytes. */
async function read(text: string, size: number): Promise<StreamItem[]> {
  const bytes = new TextEncoder().encode(text);
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (let at = 0; at < bytes.length; at += size) controller.enqueue(bytes.slice(at, at + size));
      controller.close();
    },
  });
  const items: StreamItem[] = [];
  for await (const item of readEvents(body)) items.push(item);
  return items;
}

const event = (data: string, id = '', type = 'message'): StreamItem => ({
  type: 'event',
  event: { type, id, data },
});
const position = (lastEventId: string): StreamItem => ({ type: 'position', lastEventId });

const CASES: readonly (readonly [string, string, readonly StreamItem[]])[] = [
  ['LF', 'id: 1\ndata: a\ndata: b\n\n', [event('a\nb', '1'), position('1')]],
  ['CRLF', 'id: 1\r\ndata: a\r\ndata: b\r\n\r\n', [event('a\nb', '1'), position('1')]],
  ['CR', 'id: 1\rdata: a\rdata: b\r\r', [event('a\nb', '1'), position('1')]],
  ['mixed line ends', 'data: a\r\n\ndata: b\r\rdata: c\n\r\n', [event('a'), event('b'), event('c')]],
  ['a byte order mark', '\uFEFFdata: a\n\n', [event('a')]],
  ['an id with NULL, which is ignored', 'id: 1\0\ndata: a\n\n', [event('a')]],
  ['an empty id, which resets the position', 'id\ndata: a\n\n', [event('a'), position('')]],
  ['an id without data, which only moves the position', 'id: 7\n\n', [position('7')]],
  [
    'a delay for reconnections',
    'retry: 1500\n\nretry: 1.5\nretry: -1\nretry\n\n',
    [{ type: 'retry', delay: 1500 }],
  ],
  ['comments and unknown fields', ': hello\nfoo: bar\n\ndata: a\n\n', [event('a')]],
  [
    'a type, which lasts for one event',
    'event: note\ndata: a\n\ndata: b\n\n',
    [event('a', '', 'note'), event('b')],
  ],
  ['only a type, which is dropped', 'event: note\n\ndata: a\n\n', [event('a')]],
  ['one space after the colon', 'data:  a\ndata:b\ndata\n\n', [event(' a\nb\n')]],
  ['empty data', 'data\n\n', [event('')]],
  ['a colon in data', 'data: a:b\n\n', [event('a:b')]],
  ['an event that is cut off', 'id: 1\ndata: a\n\nid: 2\ndata: b\n', [event('a', '1'), position('1')]],
  ['characters of several bytes', 'data: grüße 👋\n\n', [event('grüße 👋')]],
];

for (const [what, text, expected] of CASES) {
  test(`field report 17: ${what}, however the bytes are cut`, async () => {
    for (const size of [1, 2, 3, 5, 1000]) expect([size, await read(text, size)]).toEqual([size, expected]);
  });
}

test('field report 17: an event that ends with CR is delivered before the next byte arrives', async () => {
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(new TextEncoder().encode('data: a\r\r')),
  });
  const items = readEvents(body);
  expect(await items.next()).toEqual({ done: false, value: event('a') });
  await items.return(undefined);
});

test.each([
  ['a line without an end', 'x'.repeat(100_000)],
  ['lines with data', 'data: x\n'.repeat(50_000)],
  ['lines without data', 'data\n'.repeat(100_000)],
])('R27: an event of 16 million characters does not grow by %s', (_what, more) => {
  const parser = new EventStreamParser();
  parser.push(`data: ${'x'.repeat(16 * 1024 * 1024 - 50_000)}\n`);
  expect(() => parser.push(more)).toThrow(RangeError);
});
