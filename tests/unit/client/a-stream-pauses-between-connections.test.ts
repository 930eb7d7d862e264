import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { followEvents } from '../../../src/client/event-stream.ts';

/**
 * How each next connection fares: refused, refused with a `Retry-After`, ended after an event, or open for so many
 * milliseconds without an event.
 */
type Fate = 'refused' | { readonly retryAfter: string } | { readonly event: true } | number;

/** Responds from `fates` in turn, and repeats the last one. @returns the pauses before the connections, ms */
function connections(...fates: readonly [Fate, ...Fate[]]): readonly number[] {
  const pauses: number[] = [];
  let made = 0;
  let endedAt: number | undefined;
  vi.stubGlobal('fetch', async () => {
    if (endedAt !== undefined) pauses.push(performance.now() - endedAt);
    const fate = fates[made] ?? fates.at(-1);
    made += 1;
    endedAt = performance.now();
    if (typeof fate === 'object' && 'event' in fate) return new Response('data: x\n\n');
    if (typeof fate === 'object')
      return new Response(null, { status: 429, headers: { 'Retry-After': fate.retryAfter } });
    if (typeof fate !== 'number') return new Response(null, { status: 503 });
    return new Response(
      new ReadableStream({
        start: (controller) => {
          setTimeout(() => {
            endedAt = performance.now();
            controller.error(new TypeError('cut'));
          }, fate);
        },
      }),
    );
  });
  return pauses;
}

/** Makes the page visible or hidden. */
function show(visibilityState: DocumentVisibilityState): void {
  Object.assign(document, { visibilityState });
  document.dispatchEvent(new Event('visibilitychange'));
}

/** Tells the page that the network is back. */
function dispatchOnline(): void {
  document.dispatchEvent(new Event('online'));
}

let left: AbortController;
let following: Promise<void>;

function follow(): void {
  // A page remembers what a server asked of a stream: each test has its own.
  const options = { userId: expect.getState().currentTestName ?? '', signal: left.signal, onEvent: () => {} };
  following = followEvents('acme', '/api/notes/stream', options);
}

beforeEach(() => {
  left = new AbortController();
  vi.useFakeTimers();
  // The longest of what the jitter allows.
  vi.spyOn(Math, 'random').mockReturnValue(1);
  const page = new EventTarget();
  vi.stubGlobal('document', page);
  vi.stubGlobal('location', new URL('https://app.test/acme/'));
  vi.stubGlobal('addEventListener', page.addEventListener.bind(page));
  vi.stubGlobal('removeEventListener', page.removeEventListener.bind(page));
  vi.stubGlobal('navigator', {
    onLine: true,
    serviceWorker: { controller: {} },
    locks: {
      request: (_name: string, _options: unknown, task: (lock: object) => Promise<unknown>) => task({}),
    },
  });
});

afterEach(async () => {
  left.abort();
  await vi.runAllTimersAsync();
  await following;
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

test('refused again and again, the pause doubles up to its cap', async () => {
  const pauses = connections('refused');
  follow();
  await vi.advanceTimersByTimeAsync(50_000);
  expect(pauses).toEqual([500, 1000, 2000, 4000, 8000, 15_000, 15_000]);
});

test('a stream that ends at once does not become a loop', async () => {
  const pauses = connections(0);
  follow();
  await vi.advanceTimersByTimeAsync(16_000);
  expect(pauses).toEqual([500, 1000, 2000, 4000, 8000]);
});

test('a stream that ends after each event is requested no more often than a browser does', async () => {
  const pauses = connections({ event: true });
  follow();
  await vi.advanceTimersByTimeAsync(14_000);
  expect(pauses).toEqual([500, 1000, 2000, 3000, 3000, 3000]);
});

test('cut every half minute without an event between, it comes back after the first pause each time', async () => {
  const pauses = connections(30_000);
  follow();
  await vi.advanceTimersByTimeAsync(5 * 31_000);
  expect(pauses).toEqual([500, 500, 500, 500, 500]);
});

test('one long life makes up for the failures before it', async () => {
  const pauses = connections('refused', 'refused', 'refused', 20_000, 'refused');
  follow();
  await vi.advanceTimersByTimeAsync(30_000);
  expect(pauses).toEqual([500, 1000, 2000, 500, 1000, 2000]);
});

test('a page that is hidden waits as long as ever, one that is looked at again no longer', async () => {
  const pauses = connections('refused');
  follow();
  await vi.advanceTimersByTimeAsync(600);
  show('hidden');
  await vi.advanceTimersByTimeAsync(1000);
  show('visible');
  await vi.advanceTimersByTimeAsync(0);
  expect(pauses).toEqual([500, 1000, 100]);
});

test('field report 13: no connection before the Retry-After of the server has passed', async () => {
  const date = new Date(Date.now() + 90_000);
  date.setMilliseconds(0);
  const pauses = connections({ retryAfter: '60' }, { retryAfter: '0' }, { retryAfter: date.toUTCString() });
  follow();
  await vi.advanceTimersByTimeAsync(59_000);
  show('hidden');
  show('visible');
  dispatchOnline();
  expect(pauses).toEqual([]);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(pauses).toEqual([60_000, 1_000]);
  // The date was 90 s after the start, and 61 s have passed.
  await vi.advanceTimersByTimeAsync(27_000);
  expect(pauses).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(3_000);
  expect(pauses).toHaveLength(3);
});

test('field report 13: to follow the stream again in the same page does not end the pause', async () => {
  const pauses = connections({ retryAfter: '60' });
  follow();
  await vi.advanceTimersByTimeAsync(1_000);
  left.abort();
  await following;
  left = new AbortController();
  follow();
  await vi.advanceTimersByTimeAsync(58_000);
  expect(pauses).toEqual([]);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(pauses).toEqual([60_000]);
});
