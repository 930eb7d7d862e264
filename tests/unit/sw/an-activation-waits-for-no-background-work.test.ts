import { afterEach, expect, test, vi } from 'vitest';
import { BackgroundWork } from '../../../sw/platform.ts';
import { WorkerScope } from '../support/worker-scope.ts';

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('the worker is active although its background work never ends', async () => {
  const worker = new WorkerScope();
  const claim = vi.fn(async () => {});
  vi.stubGlobal('caches', { keys: () => new Promise(() => {}) });
  vi.stubGlobal('clients', { matchAll: async () => [worker.page], claim });
  await worker.evaluate({ mode: 'device' });
  await worker.dispatch('activate');
  expect(claim).toHaveBeenCalledTimes(1);
});

test('deferred work extends no event before it begins, and every event after that', async () => {
  vi.useFakeTimers();
  const background = new BackgroundWork();
  let finish = (): void => {};
  const work = vi.fn(
    () =>
      new Promise<void>((resolve) => {
        finish = resolve;
      }),
  );
  background.defer(1_000, work);
  await background.settled();
  expect(work).not.toHaveBeenCalled();

  vi.advanceTimersByTime(1_000);
  let isSettled = false;
  const settled = background.settled().then(() => {
    isSettled = true;
  });
  await Promise.resolve();
  expect(work).toHaveBeenCalledTimes(1);
  expect(isSettled).toBe(false);
  finish();
  await settled;
});
