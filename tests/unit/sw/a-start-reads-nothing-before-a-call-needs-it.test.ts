import { afterEach, expect, test, vi } from 'vitest';
import { STREAM_END_CHANNEL } from '../../../src/protocol/event-stream.ts';
import { REQUEST_END_CHANNEL } from '../../../src/protocol/page-requests.ts';
import { settle } from '../support/fake-platform.ts';
import { WorkerScope } from '../support/worker-scope.ts';

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

const VAULT = { mode: 'sealed', key: Buffer.alloc(32, 7).toString('base64url') };

test('a start listens to no channel and requests no lock before its script was evaluated', async () => {
  const worker = new WorkerScope();
  const channels: string[] = [];
  vi.stubGlobal(
    'BroadcastChannel',
    class extends EventTarget {
      constructor(name: string) {
        super();
        channels.push(name);
      }
    },
  );
  const request = vi.spyOn(navigator.locks, 'request');
  let atOnce: unknown;
  worker.onEvaluated = () => {
    atOnce = { channels: [...channels], locks: request.mock.calls.length };
  };
  await worker.evaluate(VAULT);
  expect(atOnce).toEqual({ channels: [], locks: 0 });
  expect(new Set(channels)).toEqual(new Set([STREAM_END_CHANNEL, REQUEST_END_CHANNEL, 'keyring-cache']));
  expect(request).toHaveBeenCalledTimes(1);
});

test.each([
  ['installed', 1],
  ['activated', 0],
])('earlier fetch listeners are looked for until the script is active: %s', async (state, dispatched) => {
  const worker = new WorkerScope();
  vi.stubGlobal('serviceWorker', { state });
  const dispatch = vi.spyOn(globalThis, 'dispatchEvent');
  await worker.evaluate(VAULT);
  expect(dispatch).toHaveBeenCalledTimes(dispatched);
  expect(worker.listensFor).toContain('fetch');
});

test('a worker that starts opens its database, reads no record and lists no cache', async () => {
  const worker = new WorkerScope();
  const open = vi.spyOn(indexedDB, 'open');
  const reads = (['get', 'getAll', 'openCursor'] as const).map((method) =>
    vi.spyOn(IDBObjectStore.prototype, method),
  );
  const keys = vi.fn(async () => []);
  vi.stubGlobal('caches', { keys });
  await worker.evaluate(VAULT);
  for (let turn = 0; turn < 20; turn += 1) await settle();
  expect(open).toHaveBeenCalledTimes(1);
  for (const read of reads) expect(read).not.toHaveBeenCalled();
  expect(keys).not.toHaveBeenCalled();
});

test.each([
  ['installed', 1],
  ['activated', 0],
])(
  'the keyring is built during the evaluation only until the script is active: %s',
  async (state, opened) => {
    const worker = new WorkerScope();
    vi.stubGlobal('serviceWorker', { state });
    const open = vi.spyOn(indexedDB, 'open');
    let atOnce: unknown;
    worker.onEvaluated = () => {
      atOnce = { opened: open.mock.calls.length, listensFor: [...worker.listensFor].sort() };
    };
    await worker.evaluate(VAULT);
    expect(atOnce).toEqual({ opened, listensFor: ['activate', 'fetch', 'install', 'message', 'online'] });
    expect(open).toHaveBeenCalledTimes(1);
  },
);

test.each(['installed', 'activated'])(
  'no listener is added after the evaluation, for which Chromium would warn at every start: %s',
  async (state) => {
    const worker = new WorkerScope();
    vi.stubGlobal('serviceWorker', { state });
    const listen = vi.spyOn(globalThis, 'addEventListener');
    worker.onEvaluated = () => listen.mockClear();
    await worker.evaluate(VAULT);
    for (let turn = 0; turn < 20; turn += 1) await settle();
    expect(listen).not.toHaveBeenCalled();
  },
);

test('an event before the time after the evaluation finds the keyring, and it is built once', async () => {
  const worker = new WorkerScope();
  vi.stubGlobal('serviceWorker', { state: 'activated' });
  const open = vi.spyOn(indexedDB, 'open');
  worker.onEvaluated = () => void worker.dispatch('activate');
  await worker.evaluate(VAULT);
  expect(open).toHaveBeenCalledTimes(1);
});

test('a misconfigured worker that starts again has no keyring either', async () => {
  const worker = new WorkerScope();
  vi.stubGlobal('serviceWorker', { state: 'activated' });
  const print = vi.spyOn(console, 'error').mockImplementation(() => {});
  const open = vi.spyOn(indexedDB, 'open');
  await worker.evaluate({ mode: 'sealed', key: 'short' });
  expect(print).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('__keyringHost.vault'));
  expect(open).not.toHaveBeenCalled();
});
