import { afterEach, expect, test, vi } from 'vitest';
import { settle } from '../support/fake-platform.ts';
import { WorkerScope } from '../support/worker-scope.ts';

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

test('a worker that starts opens its database, reads no record and lists no cache', async () => {
  const worker = new WorkerScope();
  const open = vi.spyOn(indexedDB, 'open');
  const reads = (['get', 'getAll', 'openCursor'] as const).map((method) =>
    vi.spyOn(IDBObjectStore.prototype, method),
  );
  const keys = vi.fn(async () => []);
  vi.stubGlobal('caches', { keys });
  await worker.evaluate({ mode: 'sealed', key: Buffer.alloc(32, 7).toString('base64url') });
  for (let turn = 0; turn < 20; turn += 1) await settle();
  expect(open).toHaveBeenCalledTimes(1);
  for (const read of reads) expect(read).not.toHaveBeenCalled();
  expect(keys).not.toHaveBeenCalled();
});
