import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { WorkerCacheLease } from '../../../sw/worker-cache-lease.ts';
import { settle } from '../support/fake-platform.ts';
import { MemoryLocks } from '../support/web-locks.ts';

/** The channels of one origin: a message reaches every channel but its own. */
let channels: Set<EventTarget>;

class Channel extends EventTarget {
  constructor() {
    super();
    channels.add(this);
  }

  postMessage(data: unknown): void {
    for (const other of channels)
      if (other !== this) queueMicrotask(() => other.dispatchEvent(new MessageEvent('message', { data })));
  }
}

beforeEach(() => {
  channels = new Set();
  vi.stubGlobal('BroadcastChannel', Channel);
  vi.stubGlobal('navigator', { locks: new MemoryLocks() });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** A lease, and how often its worker had to forget its records. */
async function createLease() {
  const lease = new WorkerCacheLease();
  const drops = vi.fn();
  lease.onClear(drops);
  void lease.request();
  await settle();
  return { lease, drops };
}

test('the first worker holds the lease that it requested and writes without a wait', async () => {
  const { lease, drops } = await createLease();
  expect(lease.isHeld).toBe(true);
  await lease.take();
  expect(drops).not.toHaveBeenCalled();
});

test('R42: a second worker may write only after the first one has forgotten its records', async () => {
  const first = await createLease();
  const second = await createLease();
  expect(second.lease.isHeld).toBe(false);
  await second.lease.take();
  expect(first.drops).toHaveBeenCalledTimes(1);
  expect([first.lease.isHeld, second.lease.isHeld]).toEqual([false, true]);
  await first.lease.take();
  expect(second.drops).toHaveBeenCalledTimes(1);
  expect([first.lease.isHeld, second.lease.isHeld]).toEqual([true, false]);
});

test('R42: a second worker gets the lease only after the write of the first one has ended', async () => {
  const first = await createLease();
  const second = await createLease();
  let endWrite: () => void = () => {};
  const writing = first.lease.hold(() => new Promise<void>((resolve) => (endWrite = resolve)));
  await settle();
  const taking = second.lease.take();
  await settle();
  // The first one keeps no record any more, and the second one must not read the record that is being replaced.
  expect([first.drops.mock.calls.length, first.lease.isHeld, second.lease.isHeld]).toEqual([1, false, false]);
  endWrite();
  await Promise.all([writing, taking]);
  expect(second.lease.isHeld).toBe(true);
});

test('R42: a worker that writes again before the other one gets the lease gets it after that one', async () => {
  const first = await createLease();
  const second = await createLease();
  let endWrite: () => void = () => {};
  const writing = first.lease.hold(() => new Promise<void>((resolve) => (endWrite = resolve)));
  await settle();
  const written: string[] = [];
  const others = second.lease.hold(async () => void written.push('second'));
  await settle();
  // The message reaches the second worker while it still waits for the lock.
  const again = first.lease.hold(async () => {
    written.push('first');
    expect([first.lease.isHeld, second.lease.isHeld]).toEqual([true, false]);
  });
  await settle();
  endWrite();
  await Promise.all([writing, others, again]);
  expect(written).toEqual(['second', 'first']);
  expect(second.drops).toHaveBeenCalledTimes(1);
});

test('a lock that is not released delays one write by 2 s, and no later one', async () => {
  vi.useFakeTimers();
  // A page holds the lock. It keeps no sessions, and does not know the channel.
  void navigator.locks.request('keyring-cache', () => new Promise(() => {}));
  const lease = new WorkerCacheLease();
  let writes = 0;
  const write = async (): Promise<void> => {
    await lease.take();
    writes += 1;
  };
  void write();
  await vi.advanceTimersByTimeAsync(1_990);
  expect(writes).toBe(0);
  await vi.advanceTimersByTimeAsync(20);
  expect(writes).toBe(1);
  void write();
  await vi.advanceTimersByTimeAsync(0);
  expect(writes).toBe(2);
  expect(lease.isHeld).toBe(false);
});

test('a worker forgets its records when a page steals the lock', async () => {
  const reject: ((error: unknown) => void)[] = [];
  vi.stubGlobal('navigator', {
    locks: {
      request: (_name: string, hold: () => Promise<void>) => {
        void hold();
        return new Promise((_resolve, fail) => reject.push(fail));
      },
    },
  });
  const { lease, drops } = await createLease();
  expect(lease.isHeld).toBe(true);
  reject[0]?.(new DOMException('stolen', 'AbortError'));
  await settle();
  expect(drops).toHaveBeenCalledTimes(1);
});
