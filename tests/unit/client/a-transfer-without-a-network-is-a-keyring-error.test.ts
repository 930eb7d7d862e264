import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { download } from '../../../src/client/download.ts';
import { ticketFor } from '../../../src/client/ticket.ts';
import { upload } from '../../../src/client/upload.ts';

beforeEach(() => {
  vi.stubGlobal('document', {});
  vi.stubGlobal('location', new URL('https://app.test/acme/'));
  vi.stubGlobal('navigator', { serviceWorker: { controller: {} } });
  vi.stubGlobal('fetch', async (_input: URL, { signal }: RequestInit) => {
    signal?.throwIfAborted();
    throw new TypeError('Failed to fetch');
  });
});
afterEach(() => vi.unstubAllGlobals());

test.each([
  ['a download', (signal?: AbortSignal) => download('acme', '/api/file', signal && { signal })],
  ['an upload', (signal?: AbortSignal) => upload('acme', '/api/files', 'text', signal && { signal })],
])('%s without a network rejects as it says, and an abort stays an abort', async (_, transfer) => {
  await expect(transfer()).rejects.toMatchObject({
    code: 'temporarily_unavailable',
    message: expect.stringContaining('Check the connection'),
  });
  await expect(transfer(AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
});

test('an abort while the ticket arrives stays an abort', async () => {
  const controller = new AbortController();
  const cause = new DOMException('The user left.', 'AbortError');
  vi.stubGlobal('fetch', async (_input: URL, { signal }: RequestInit) => {
    const body = new ReadableStream({
      start: (stream) => signal?.addEventListener('abort', () => stream.error(signal.reason)),
    });
    setTimeout(() => controller.abort(cause));
    return new Response(body);
  });
  await expect(ticketFor('acme', '/api/file', { signal: controller.signal })).rejects.toBe(cause);
});

test.each(['application/problem+json', 'application/problem+json; charset=utf-8'])(
  'an upload that the API rejects with %s because of its credentials is repeated once',
  async (type) => {
    const statuses: number[] = [];
    vi.stubGlobal('fetch', async () => {
      statuses.push(401);
      const headers = { 'Content-Type': type };
      return new Response('{"code":"invalid_token"}', { status: 401, headers });
    });
    const response = await upload('acme', '/api/files', 'text');
    expect([response.status, statuses.length]).toEqual([401, 2]);
  },
);
