import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { followEvents } from '../../../src/client/event-stream.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

type Holder = (lock: object | null) => Promise<unknown>;

test('a tab that finds every stream slot taken catches up every 30 s', async () => {
  // The lock of the organization's own stream is free; the slots belong to other tabs, for good.
  const request = (name: string, { ifAvailable }: { ifAvailable?: boolean }, holder: Holder) => {
    if (name.startsWith('keyring-stream:')) return holder({});
    return ifAvailable === true ? holder(null) : new Promise(() => {});
  };
  vi.stubGlobal('navigator', { locks: { request } });
  vi.stubGlobal(
    'BroadcastChannel',
    class {
      postMessage(): void {}
      close(): void {}
    },
  );
  const onCatchUp = vi.fn();
  const { signal } = new AbortController();
  void followEvents('acme', '/api/notes/stream', {
    userId: 'user_ada',
    signal,
    onEvent: () => {},
    onCatchUp,
  });

  await vi.advanceTimersByTimeAsync(29_000);
  expect(onCatchUp).toHaveBeenCalledTimes(0);
  await vi.advanceTimersByTimeAsync(32_000);
  expect(onCatchUp).toHaveBeenCalledTimes(2);
});
