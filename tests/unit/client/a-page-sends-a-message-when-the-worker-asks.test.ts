import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { keepRunning } from '../../../src/client/keep-running.ts';
import { parseEvent } from '../../../src/protocol/envelopes.ts';
import { KEEP_RUNNING } from '../../../src/protocol/keep-running.ts';

class FakeWorker {
  readonly received: unknown[] = [];

  postMessage(message: unknown): void {
    this.received.push(message);
  }
}

let container: EventTarget;
beforeEach(() => {
  container = new EventTarget();
  vi.stubGlobal('ServiceWorker', FakeWorker);
  vi.stubGlobal('navigator', { serviceWorker: container });
});
afterEach(() => vi.unstubAllGlobals());

function receive(data: unknown, source: unknown): void {
  container.dispatchEvent(Object.assign(new MessageEvent('message', { data }), { source }));
}

/** `source` of a real event cannot be assigned. */
class MessageEvent extends Event {
  readonly data: unknown;

  constructor(type: string, { data }: { data: unknown }) {
    super(type);
    this.data = data;
  }
}

test('one message for each time that it is asked, until the keyring is disposed of', () => {
  const disposal = new AbortController();
  keepRunning(disposal.signal);
  const worker = new FakeWorker();
  receive(KEEP_RUNNING, worker);
  receive(KEEP_RUNNING, worker);
  expect(worker.received).toEqual([{ keyring: 1 }, { keyring: 1 }]);
  disposal.abort();
  receive(KEEP_RUNNING, worker);
  expect(worker.received).toHaveLength(2);
});

test('no message for anything else, nor to anything that is no worker', () => {
  keepRunning(new AbortController().signal);
  const worker = new FakeWorker();
  for (const data of [null, 'keepRunning', {}, { keepRunning: 1 }, { keyring: 1, event: {} }])
    receive(data, worker);
  const other = { postMessage: vi.fn() };
  receive(KEEP_RUNNING, other);
  expect([worker.received, other.postMessage.mock.calls]).toEqual([[], []]);
});

test('an older page takes it for no event', () => {
  expect(parseEvent(KEEP_RUNNING)).toBeUndefined();
});
