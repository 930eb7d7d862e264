import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { WorkerScope } from '../support/worker-scope.ts';

const KEY = Buffer.alloc(32, 7).toString('base64url');
const OLD_KEY = Buffer.alloc(32, 8).toString('base64url');

let worker: WorkerScope;
beforeEach(() => {
  worker = new WorkerScope();
});
afterEach(() => vi.unstubAllGlobals());

test.each([
  ['sealed, with a key', { mode: 'sealed', key: KEY }],
  ['sealed, with a key and earlier keys', { mode: 'sealed', key: KEY, previous: [OLD_KEY] }],
  ['sealed, without a key', { mode: 'sealed' }],
  ['device', { mode: 'device' }],
  ['memory', { mode: 'memory' }],
  ['none: the host does not know vaults', undefined],
])('the worker starts and listens for every event: %s', async (_name, vault) => {
  await worker.evaluate(vault);
  expect(worker.listensFor).toEqual(new Set(['install', 'activate', 'fetch', 'message', 'online']));
});

test('R38: a worker without a key tells the pages that nothing is stored', async () => {
  await worker.evaluate({ mode: 'sealed' });
  await vi.waitFor(() =>
    expect(worker.page.received).toEqual([
      { keyring: 1, event: { type: 'sessions-changed', sessions: [], storage: 'memory', unnamed: 0 } },
    ]),
  );
});
