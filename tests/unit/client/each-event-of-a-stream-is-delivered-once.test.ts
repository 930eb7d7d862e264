import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { followEvents } from '../../../src/client/event-stream.ts';
import { MemoryLocks } from '../support/web-locks.ts';

const STREAM = '/api/notes/stream';

const eventText = (id: string): string => `event: note\nid: ${id}\ndata: note ${id}\n\n`;

/** A server that keeps events and connections; it replays after `Last-Event-ID`, or everything without one. */
class StreamServer {
  readonly events: string[] = [];
  /** The `Last-Event-ID` of each connection. */
  readonly resumedFrom: (string | null)[] = [];
  /** Whose session each connection must have. */
  readonly owners: (string | null)[] = [];
  /** How many of the events before `Last-Event-ID` are sent again: a server may be careless. */
  overlap = 0;
  readonly #open = new Set<ReadableStreamDefaultController<Uint8Array>>();

  readonly fetch = async (url: string, init: RequestInit): Promise<Response> => {
    // Files of one process share their globals: a page of an earlier file may still announce its organization.
    if (url !== STREAM) return new Response(null, { status: 404 });
    const headers = new Headers(init.headers);
    this.owners.push(headers.get('X-Keyring-Owner'));
    const lastEventId = headers.get('Last-Event-ID');
    this.resumedFrom.push(lastEventId);
    const from = lastEventId === null ? 0 : this.events.indexOf(lastEventId) + 1 - this.overlap;
    const { signal } = init;
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        this.#open.add(controller);
        signal?.addEventListener('abort', () => {
          if (this.#open.delete(controller)) controller.error(signal.reason);
        });
        controller.enqueue(
          new TextEncoder().encode(this.events.slice(Math.max(0, from)).map(eventText).join('')),
        );
      },
    });
    return new Response(body);
  };

  add(id: string): void {
    this.events.push(id);
    for (const controller of this.#open) controller.enqueue(new TextEncoder().encode(eventText(id)));
  }

  cut(): void {
    for (const controller of this.#open) controller.error(new TypeError('cut'));
    this.#open.clear();
  }
}

let server: StreamServer;
let tabs: { readonly leave: () => void; readonly following: Promise<void> }[];

/** Opens a tab that follows the stream. @returns the ids of the events that it got, and its end */
function openTab(onEvent: (id: string) => void = () => {}) {
  const ids: string[] = [];
  const controller = new AbortController();
  const following = followEvents('acme', STREAM, {
    userId: 'user_ada',
    signal: controller.signal,
    onEvent: ({ id }) => {
      ids.push(id);
      onEvent(id);
    },
  });
  const tab = { ids, following, leave: () => controller.abort() };
  tabs.push(tab);
  return tab;
}

beforeEach(() => {
  server = new StreamServer();
  tabs = [];
  vi.spyOn(Math, 'random').mockReturnValue(0);
  const page = Object.assign(new EventTarget(), { visibilityState: 'visible' });
  vi.stubGlobal('document', page);
  vi.stubGlobal('location', new URL('https://app.test/acme/'));
  vi.stubGlobal('addEventListener', page.addEventListener.bind(page));
  vi.stubGlobal('removeEventListener', page.removeEventListener.bind(page));
  vi.stubGlobal('navigator', { serviceWorker: { controller: {} }, locks: new MemoryLocks(), onLine: true });
  vi.stubGlobal('fetch', server.fetch);
});

afterEach(async () => {
  for (const { leave } of tabs) leave();
  await Promise.all(tabs.map(({ following }) => following));
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

test('field report 17: what a server replays after a reconnection is delivered once, in every tab', async () => {
  server.overlap = 2;
  const holder = openTab();
  await vi.waitFor(() => expect(server.resumedFrom).toHaveLength(1));
  const other = openTab();
  server.add('1');
  server.add('2');
  await vi.waitFor(() =>
    expect([holder.ids, other.ids]).toEqual([
      ['1', '2'],
      ['1', '2'],
    ]),
  );

  server.cut();
  await vi.waitFor(() => expect(server.resumedFrom).toEqual([null, '2']));
  server.add('3');
  await vi.waitFor(() =>
    expect([holder.ids, other.ids]).toEqual([
      ['1', '2', '3'],
      ['1', '2', '3'],
    ]),
  );
});

test('R10: each connection names the user, so that it gets no session of another one', async () => {
  openTab();
  await vi.waitFor(() => expect(server.owners).toHaveLength(1));
  server.cut();
  await vi.waitFor(() => expect(server.owners).toEqual(['/user_ada', '/user_ada']));
});

test('R10: without a user nothing is requested, and the error says so', async () => {
  const options: object = { signal: AbortSignal.timeout(10_000), onEvent: () => {} };
  const following = followEvents('acme', STREAM, options as Parameters<typeof followEvents>[2]);
  await expect(following).rejects.toThrow('userId must be a string');
  expect(server.owners).toEqual([]);
});

test('field report 17: a tab that takes the stream over misses no event and gets none twice', async () => {
  const holder = openTab();
  await vi.waitFor(() => expect(server.resumedFrom).toHaveLength(1));
  const next = openTab();
  server.add('1');
  await vi.waitFor(() => expect(next.ids).toEqual(['1']));

  server.overlap = 1;
  holder.leave();
  server.events.push('2');
  await vi.waitFor(() => expect(next.ids).toEqual(['1', '2']));
  expect(server.resumedFrom).toEqual([null, '1']);
  server.add('3');
  await vi.waitFor(() => expect(next.ids).toEqual(['1', '2', '3']));
});

test('field report 17: a tab that joins late takes over from the last event, although it did not get that one', async () => {
  const holder = openTab();
  await vi.waitFor(() => expect(server.resumedFrom).toHaveLength(1));
  server.add('1');
  await vi.waitFor(() => expect(holder.ids).toEqual(['1']));
  const late = openTab();
  const witness = new BroadcastChannel(`keyring-stream:acme:user_ada:${STREAM}`);
  await new Promise((resolve) => {
    witness.onmessage = resolve;
    witness.postMessage({ type: 'joined' });
  });
  witness.close();

  holder.leave();
  server.events.push('2');
  await vi.waitFor(() => expect(late.ids).toEqual(['2']));
  expect(server.resumedFrom).toEqual([null, '1']);
});

test('field report 17: a listener that throws neither ends the stream nor keeps an event from other tabs', async () => {
  const reported = vi.fn();
  vi.stubGlobal('reportError', reported);
  const holder = openTab((id) => {
    throw new Error(`Event ${id} was not understood.`);
  });
  await vi.waitFor(() => expect(server.resumedFrom).toHaveLength(1));
  const other = openTab();
  server.add('1');
  server.add('2');
  await vi.waitFor(() =>
    expect([holder.ids, other.ids]).toEqual([
      ['1', '2'],
      ['1', '2'],
    ]),
  );
  expect(server.resumedFrom).toHaveLength(1);
  expect(reported).toHaveBeenCalledTimes(2);
});

test('events without an id are all delivered', async () => {
  vi.stubGlobal('fetch', async () => new Response('data: same\n\ndata: same\n\n'));
  const tab = openTab();
  await vi.waitFor(() => expect(tab.ids.slice(0, 2)).toEqual(['', '']));
});
