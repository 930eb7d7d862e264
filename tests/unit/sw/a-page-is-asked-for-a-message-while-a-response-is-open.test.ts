import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { isKeepRunning } from '../../../src/protocol/keep-running.ts';
import { OpenResponses, openResponsesOf, RELAYING } from '../../../sw/fetch/open-responses.ts';

class FakeWindow {
  readonly url = 'https://app.test/acme/';
  readonly frameType: string;
  readonly visibilityState: string;
  readonly received: unknown[] = [];

  constructor(visibilityState: string, frameType = 'top-level') {
    this.visibilityState = visibilityState;
    this.frameType = frameType;
  }

  postMessage(message: unknown): void {
    this.received.push(message);
  }
}

let windows: FakeWindow[];
/** Ids of the clients that exist. */
let existing: Set<string>;
/** Resource Timing: the browser has read the body of a request to its end. */
let finish: (url: string, responseStatus?: number) => void;
/** What the waiting version of the worker gets; and how often the lock of open responses is held now. */
let toWaiting: unknown[];
let held: number;
beforeEach(() => {
  vi.useFakeTimers();
  toWaiting = [];
  held = 0;
  const request = async (name: string, options: LockOptions, work: () => Promise<void>): Promise<void> => {
    expect([name, options]).toEqual([RELAYING, { mode: 'shared' }]);
    held += 1;
    await work();
    held -= 1;
  };
  vi.stubGlobal('navigator', { locks: { request } });
  vi.stubGlobal('registration', { waiting: { postMessage: (message: unknown) => toWaiting.push(message) } });
  windows = [];
  existing = new Set(['page', 'other']);
  vi.stubGlobal('location', { origin: 'https://app.test' });
  vi.stubGlobal('WindowClient', FakeWindow);
  vi.stubGlobal('clients', {
    matchAll: async () => windows,
    get: async (id: string) => (existing.has(id) ? {} : undefined),
  });
  vi.stubGlobal(
    'PerformanceObserver',
    class {
      constructor(callback: (list: { getEntriesByType(): object[] }) => void) {
        finish = (name, responseStatus = 200) =>
          callback({ getEntriesByType: () => [{ name, responseStatus }] });
      }
      observe(): void {}
    },
  );
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const URL_1 = 'https://app.test/api/reply';

test('every 10 s while a response is open, and not after its end', async () => {
  const page = new FakeWindow('visible');
  windows = [page];
  const open = new OpenResponses(true);
  open.add(URL_1, { clientId: 'page' });
  await vi.advanceTimersByTimeAsync(9_999);
  expect(page.received).toEqual([]);
  await vi.advanceTimersByTimeAsync(60_001);
  expect(page.received).toHaveLength(7);
  expect(page.received.every(isKeepRunning)).toBe(true);
  finish(URL_1);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(page.received).toHaveLength(7);
  expect(vi.getTimerCount()).toBe(0);
});

test('until the last response of a URL has ended, whatever follows its #', async () => {
  const page = new FakeWindow('visible');
  windows = [page];
  const open = new OpenResponses(true);
  const removeFirst = open.add(`${URL_1}#one`, { clientId: 'page' });
  const removeSecond = open.add(URL_1, { clientId: 'page' });
  finish(URL_1);
  removeFirst();
  finish('https://app.test/api/other');
  await vi.advanceTimersByTimeAsync(10_000);
  expect(page.received).toHaveLength(1);
  removeSecond();
  await vi.advanceTimersByTimeAsync(30_000);
  expect(page.received).toHaveLength(1);
});

test('until a failed request is removed, which Resource Timing reports without a status', async () => {
  const page = new FakeWindow('visible');
  windows = [page];
  const open = new OpenResponses(true);
  const remove = open.add(URL_1, { clientId: 'page' });
  open.add(URL_1, { clientId: 'page' });
  finish(URL_1, 0);
  remove();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(page.received).toHaveLength(1);
  finish(URL_1);
  expect(vi.getTimerCount()).toBe(0);
});

test('no longer once the request is aborted', async () => {
  const page = new FakeWindow('visible');
  windows = [page];
  const abort = new AbortController();
  new OpenResponses(true).add(URL_1, { clientId: 'page', end: abort.signal });
  await vi.advanceTimersByTimeAsync(10_000);
  abort.abort();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(page.received).toHaveLength(1);
  expect(vi.getTimerCount()).toBe(0);
});

test('no longer once the page that waited for it is gone', async () => {
  const page = new FakeWindow('visible');
  windows = [page];
  const open = new OpenResponses(true);
  open.add(URL_1, { clientId: 'page' });
  open.add('https://app.test/api/other', { clientId: 'other' });
  existing.delete('page');
  await vi.advanceTimersByTimeAsync(10_000);
  expect(page.received).toHaveLength(1);
  existing.delete('other');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(page.received).toHaveLength(1);
  expect(vi.getTimerCount()).toBe(0);
});

test('only the visible pages, all pages if none is visible, and never a frame', async () => {
  const [hidden, visible, frame] = [
    new FakeWindow('hidden'),
    new FakeWindow('visible'),
    new FakeWindow('visible', 'nested'),
  ];
  windows = [hidden, visible, frame];
  new OpenResponses(true).add(URL_1, { clientId: 'page' });
  await vi.advanceTimersByTimeAsync(10_000);
  expect([hidden, visible, frame].map(({ received }) => received.length)).toEqual([0, 1, 0]);
  windows = [hidden, frame];
  await vi.advanceTimersByTimeAsync(10_000);
  expect([hidden, visible, frame].map(({ received }) => received.length)).toEqual([1, 1, 0]);
});

test.each([
  ['Firefox', 'Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0', 1, 1],
  ['Firefox on Android', 'Mozilla/5.0 (Android 15; Mobile; rv:153.0) Gecko/153.0 Firefox/153.0', 1, 1],
  [
    'Safari',
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15',
    1,
    0,
  ],
  [
    'Chrome on iOS, which is WebKit',
    'Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/142.0.0.0 Mobile/15E148 Safari/604.1',
    1,
    0,
  ],
  [
    'Chromium',
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36',
    0,
    0,
  ],
  [
    'Chromium without a window',
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/156.0.0.0 Safari/537.36',
    0,
    0,
  ],
])(
  'a lock in every engine but Chromium, messages only in Firefox: %s',
  async (_, userAgent, locks, messages) => {
    const page = new FakeWindow('visible');
    windows = [page];
    openResponsesOf(userAgent).add('https://app.test/api/stream', { clientId: 'page' });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(held).toBe(locks);
    expect(page.received).toHaveLength(messages);
  },
);

test('the version that waits is told once the last response has ended, and a lock is held until then', async () => {
  const open = new OpenResponses(true);
  open.add(URL_1, { clientId: 'page' });
  const remove = open.add('https://app.test/api/other', { clientId: 'page' });
  await vi.advanceTimersByTimeAsync(0);
  finish(URL_1);
  await vi.advanceTimersByTimeAsync(0);
  expect([held, toWaiting]).toEqual([1, []]);
  remove();
  await vi.advanceTimersByTimeAsync(0);
  expect([held, toWaiting]).toEqual([0, [RELAYING]]);

  open.add(URL_1, { clientId: 'page' });
  await vi.advanceTimersByTimeAsync(0);
  expect([held, toWaiting]).toEqual([1, [RELAYING]]);
});

test('the version that waits is told as soon as the last request is aborted, which Resource Timing does not report', async () => {
  const abort = new AbortController();
  new OpenResponses(true).add(URL_1, { clientId: 'page', end: abort.signal });
  await vi.advanceTimersByTimeAsync(0);
  expect([held, toWaiting]).toEqual([1, []]);
  abort.abort();
  await vi.advanceTimersByTimeAsync(0);
  expect([held, toWaiting]).toEqual([0, [RELAYING]]);
});
