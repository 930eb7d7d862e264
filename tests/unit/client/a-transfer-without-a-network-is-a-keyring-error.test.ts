import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { download } from '../../../src/client/download.ts';
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
