import { expect, test, vi } from 'vitest';
import { fetchText } from '../../../src/providers/fetch-text.ts';

const request = () => new Request('https://authkit.test/');
const read = (respond: () => Promise<Response>, limit = 100) => fetchText(respond, request(), 1000, limit);

/** A body that never ends, and reports when it is cancelled. */
function endless() {
  const state = { isCancelled: false, chunks: 0 };
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      state.chunks += 1;
      controller.enqueue(new Uint8Array(64));
    },
    cancel() {
      state.isCancelled = true;
    },
  });
  return { state, body };
}

test('a response has its status, its Retry-After and its text', async () => {
  const respond = async () => new Response('grüße', { status: 429, headers: { 'Retry-After': '7' } });
  expect(await read(respond)).toEqual({ type: 'response', status: 429, retryAfter: '7', body: 'grüße' });
  expect(await read(async () => new Response(null, { status: 204 }))).toEqual({
    type: 'response',
    status: 204,
    retryAfter: null,
    body: '',
  });
});

test('text that was cut in the middle of a letter is put together again', async () => {
  const bytes = new TextEncoder().encode('é€😀');
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
      controller.close();
    },
  });
  expect(await read(async () => new Response(body))).toMatchObject({ body: 'é€😀' });
});

test('R27: the limit is in bytes, and is not passed', async () => {
  expect(await read(async () => new Response('x'.repeat(100)))).toMatchObject({ type: 'response' });
  expect(await read(async () => new Response('x'.repeat(101)))).toEqual({ type: 'too-large' });
  expect(await read(async () => new Response('€'.repeat(34)))).toEqual({ type: 'too-large' });
});

test('R27: an endless body is cancelled at the limit', async () => {
  const { state, body } = endless();
  expect(await read(async () => new Response(body))).toEqual({ type: 'too-large' });
  expect(state.isCancelled).toBe(true);
  expect(state.chunks).toBeLessThan(6);
});

test.each([
  ['no network', () => Promise.reject(new TypeError('failed to fetch: https://authkit.test/?secret'))],
  ['an abort', () => Promise.reject(new DOMException('secret', 'TimeoutError'))],
  [
    'a body that breaks',
    async () => new Response(new ReadableStream({ start: (c) => c.error(new Error('secret')) })),
  ],
])('R1: %s is no response, and its text is dropped', async (_what, respond) => {
  expect(await read(respond)).toEqual({ type: 'no-response' });
});

test('R27: the request has a time limit', async () => {
  const timeout = vi.spyOn(AbortSignal, 'timeout');
  let signal: AbortSignal | null | undefined;
  await fetchText(
    async (_input, init) => {
      signal = init?.signal;
      return new Response('');
    },
    request(),
    15_000,
    10,
  );
  expect(timeout).toHaveBeenCalledExactlyOnceWith(15_000);
  expect(signal).toBe(timeout.mock.results[0]?.value);
});
