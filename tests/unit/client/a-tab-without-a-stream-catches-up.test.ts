import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { followEvents } from '../../../src/client/event-stream.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

type Holder = (lock: object | null) => Promise<unknown>;

/** The channel of the stream: what the tab with the connection responds when another one asks. */
function stubChannel(response: object | undefined): void {
  vi.stubGlobal(
    'BroadcastChannel',
    class {
      onmessage: ((event: { readonly data: unknown }) => void) | null = null;
      postMessage(message: { readonly type: string }): void {
        if (message.type === 'joined' && response !== undefined)
          setTimeout(() => this.onmessage?.({ data: response }), 1);
      }
      close(): void {}
    },
  );
}

/** @returns how often the tab was told to catch up */
function follow(): () => number {
  const onCatchUp = vi.fn();
  const { signal } = new AbortController();
  const options = { userId: 'user_ada', signal, onEvent: () => {}, onCatchUp };
  void followEvents('acme', '/api/notes/stream', options);
  return () => onCatchUp.mock.calls.length;
}

test('a tab that finds every stream slot taken catches up every 30 s', async () => {
  // The lock of the organization's own stream is free; the slots belong to other tabs, for good.
  const request = (name: string, { ifAvailable }: { ifAvailable?: boolean }, holder: Holder) => {
    if (name.startsWith('keyring-stream:')) return holder({});
    return ifAvailable === true ? holder(null) : new Promise(() => {});
  };
  vi.stubGlobal('navigator', { locks: { request } });
  stubChannel(undefined);
  const catchUps = follow();

  await vi.advanceTimersByTimeAsync(29_000);
  expect(catchUps()).toBe(0);
  await vi.advanceTimersByTimeAsync(32_000);
  expect(catchUps()).toBe(2);
});

describe('another tab has the connection', () => {
  beforeEach(() => {
    vi.stubGlobal('navigator', { locks: { request: () => new Promise(() => {}) } });
  });

  test('and responds: this tab relies on it', async () => {
    stubChannel({ type: 'connection', state: 'open' });
    const catchUps = follow();
    await vi.advanceTimersByTimeAsync(95_000);
    expect(catchUps()).toBe(0);
  });

  test('and does not respond, because it is frozen: this tab catches up every 30 s', async () => {
    stubChannel(undefined);
    const catchUps = follow();
    await vi.advanceTimersByTimeAsync(61_000);
    expect(catchUps()).toBe(2);
  });
});
