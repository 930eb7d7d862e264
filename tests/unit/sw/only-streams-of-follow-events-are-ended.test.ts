import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { STREAM_HEADER } from '../../../src/protocol/event-stream.ts';
import { EventStreams } from '../../../sw/fetch/event-streams.ts';

class FakeWorker extends EventTarget {
  state = 'installing';

  become(state: string): void {
    this.state = state;
    this.dispatchEvent(new Event('statechange'));
  }
}

class FakeRegistration extends EventTarget {
  installing: FakeWorker | null = null;
  waiting: FakeWorker | null = null;

  /** Another version is found, and is installed. */
  installAnother(): void {
    const worker = new FakeWorker();
    this.installing = worker;
    this.dispatchEvent(new Event('updatefound'));
    this.waiting = worker;
    worker.become('installed');
  }
}

let registration: FakeRegistration;
let channel: EventTarget;
beforeEach(() => {
  vi.useFakeTimers();
  registration = new FakeRegistration();
  channel = new EventTarget();
  vi.stubGlobal('registration', registration);
  vi.stubGlobal('BroadcastChannel', function createChannel() {
    return channel;
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function request(name: string | null): Request {
  const headers = { Accept: 'text/event-stream', ...(name !== null && { [STREAM_HEADER]: name }) };
  return new Request('https://app.test/api/stream', { headers });
}

test('field report 9: a request without the header of `followEvents` has nothing that ends it', () => {
  const streams = new EventStreams();
  expect(streams.endOf(request(null))).toBeUndefined();
  registration.installAnother();
  expect(streams.endOf(request(null))).toBeUndefined();
});

test('a stream of `followEvents` ends when a new version is installed, and is refused until that takes over', () => {
  const streams = new EventStreams();
  const end = streams.endOf(request('one'));
  expect(end?.aborted).toBe(false);
  registration.installAnother();
  expect(end?.aborted).toBe(true);
  expect(() => streams.endOf(request('two'))).toThrow('A new version of this app is taking over.');
  streams.allow();
  expect(streams.endOf(request('two'))?.aborted).toBe(false);
});

test('a version that the browser starts again while a new one waits refuses streams, and ends them together later', () => {
  registration.waiting = new FakeWorker();
  const streams = new EventStreams();
  expect(() => streams.endOf(request('one'))).toThrow('A new version of this app is taking over.');
  vi.advanceTimersByTime(5_000);
  const end = streams.endOf(request('one'));
  expect(end?.aborted).toBe(false);
  vi.advanceTimersByTime(10_000);
  expect(end?.aborted).toBe(true);
});

test('field report 9: while the new version has to wait, streams are allowed again, and end together later', () => {
  const streams = new EventStreams();
  registration.installAnother();
  vi.advanceTimersByTime(5_000);
  const ends = ['one', 'two'].map((name) => streams.endOf(request(name)));
  expect(ends.map((end) => end?.aborted)).toEqual([false, false]);
  vi.advanceTimersByTime(9_999);
  expect(ends.map((end) => end?.aborted)).toEqual([false, false]);
  vi.advanceTimersByTime(1);
  expect(ends.map((end) => end?.aborted)).toEqual([true, true]);

  vi.advanceTimersByTime(5_000);
  const later = streams.endOf(request('three'));
  registration.waiting = null;
  vi.advanceTimersByTime(60_000);
  expect(later?.aborted).toBe(false);
});

test('the attempts become rare while a new version waits for hours, and are frequent again for the next version', () => {
  const streams = new EventStreams();
  registration.installAnother();
  let attempts = 0;
  const countFor = (minutes: number): number => {
    attempts = 0;
    for (let second = 0; second < minutes * 60; second += 1) {
      const end = isRefused() ? undefined : streams.endOf(request('one'));
      vi.advanceTimersByTime(1_000);
      if (end?.aborted) attempts += 1;
    }
    return attempts;
  };
  const isRefused = (): boolean => {
    try {
      streams.endOf(request('one'));
      return false;
    } catch {
      return true;
    }
  };
  expect(countFor(1)).toBe(2);
  expect(countFor(120)).toBeLessThan(20);
  registration.installAnother();
  expect(countFor(1)).toBe(2);
});

test('a page that leaves a stream ends only the requests with its name', () => {
  const streams = new EventStreams();
  const [first, again, other] = ['one', 'one', 'two'].map((name) => streams.endOf(request(name)));
  channel.dispatchEvent(new MessageEvent('message', { data: 'one' }));
  expect([first, again, other].map((end) => end?.aborted)).toEqual([true, true, false]);
});
