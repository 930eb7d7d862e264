import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { SessionsSnapshot } from '../../../src/protocol/messages.ts';
import { settle } from '../support/fake-platform.ts';
import { FakeWindowClient } from '../support/window-client.ts';

const { createSessionsNotifier } = await import('../../../sw/messages/notify-clients.ts');

/** Runs when the page has been told. */
let onTold = (): void => {};
let told: number[] = [];

class Page extends FakeWindowClient {
  postMessage({ event }: { event: SessionsSnapshot }): void {
    told.push(event.unnamed);
    onTold();
  }
}

beforeEach(() => {
  told = [];
  vi.stubGlobal('WindowClient', FakeWindowClient);
  vi.stubGlobal('location', { origin: 'https://app.test' });
  vi.stubGlobal('clients', { matchAll: async () => [new Page('top-level')] });
});
afterEach(() => vi.unstubAllGlobals());

/** A keyring whose state is a number, so that a page can tell which one it was told. */
function notifier() {
  const state = { version: 0, reads: 0 };
  const notify = createSessionsNotifier(async () => {
    state.reads += 1;
    return { sessions: [], unnamed: state.version, storage: 'durable' };
  });
  const change = (): Promise<void> => {
    state.version += 1;
    return notify();
  };
  return { state, change };
}

test('many simultaneous changes are announced together', async () => {
  const { state, change } = notifier();
  await Promise.all(Array.from({ length: 50 }, change));
  expect(told.at(-1)).toBe(50);
  expect(state.reads).toBeLessThanOrEqual(2);
});

// A change may arrive at each promise step between the end of one round and the next.
test.each([0, 1, 2, 3, 4, 5, 6])(
  'a change %i steps after an announcement is announced as well',
  async (steps) => {
    const { change } = notifier();
    onTold = () => {
      onTold = () => {};
      void (async () => {
        for (let step = 0; step < steps; step += 1) await undefined;
        void change();
      })();
    };
    await change();
    await settle();
    expect(told.at(-1)).toBe(2);
  },
);

test('a state that could not be read is announced with the next change', async () => {
  let fails = true;
  const notify = createSessionsNotifier(async () => {
    if (fails) throw new Error('the database is away');
    return { sessions: [], unnamed: 7, storage: 'durable' };
  });
  await expect(notify()).rejects.toThrow('away');
  fails = false;
  await notify();
  expect(told).toEqual([7]);
});
