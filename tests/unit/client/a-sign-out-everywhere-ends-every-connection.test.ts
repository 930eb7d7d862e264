import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { orgEventSource } from '../../../src/client/org-event-source.ts';
import { orgSocket } from '../../../src/client/org-socket.ts';
import { USABLE } from '../support/guarded-page.ts';
import { ACME } from '../support/people.ts';
import { MemoryLocks } from '../support/web-locks.ts';

const STATUS = { organization: ACME, session: USABLE };
/** What the worker says of its sessions. */
let snapshot: {
  readonly sessions: readonly unknown[];
  readonly unnamed: number;
  readonly storage: 'durable';
};
let page: EventTarget;
let serviceWorker: EventTarget;
/** What a test has opened: it must not connect again after the test. */
let opened: { close(): void }[];

beforeEach(() => {
  opened = [];
  snapshot = { sessions: [STATUS], unnamed: 0, storage: 'durable' };
  page = Object.assign(new EventTarget(), { visibilityState: 'visible' });
  vi.stubGlobal('document', page);
  vi.stubGlobal('addEventListener', page.addEventListener.bind(page));
  vi.stubGlobal('removeEventListener', page.removeEventListener.bind(page));
  vi.stubGlobal('location', new URL('https://app.test/acme/'));
  vi.stubGlobal(
    'CloseEvent',
    class extends Event {
      readonly reason: string;
      constructor(type: string, { reason = '' }: CloseEventInit = {}) {
        super(type);
        this.reason = reason;
      }
    },
  );
  const controller = {
    postMessage: ({ type }: { readonly type: string }, [port]: [MessagePort]) =>
      port.postMessage({ keyring: 1, answer: type === 'list-sessions' ? snapshot : STATUS }),
  };
  serviceWorker = Object.assign(new EventTarget(), { controller, startMessages() {} });
  vi.stubGlobal('navigator', { serviceWorker, locks: new MemoryLocks(), onLine: true });
  // Each connection stays in its beginning.
  vi.stubGlobal(
    'fetch',
    (_url: unknown, { signal }: RequestInit) =>
      new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason))),
  );
});
afterEach(async () => {
  for (const connection of opened) connection.close();
  await Promise.resolve();
  vi.unstubAllGlobals();
});

/** The worker reports its sessions to the page. */
function report(): void {
  const event = { type: 'sessions-changed', ...snapshot };
  serviceWorker.dispatchEvent(new MessageEvent('message', { data: { keyring: 1, event } }));
}
const comeBack = (): void => void page.dispatchEvent(new Event('visibilitychange'));

/** Opens a socket and an event stream. @returns the reasons for which they ended */
async function connect(): Promise<string[]> {
  const ends: string[] = [];
  const socket = orgSocket('acme', '/api/presence');
  socket.onclose = ({ reason }) => void ends.push(`socket ${reason}`);
  const source = orgEventSource('acme', '/api/notes/stream');
  source.onerror = () => void ends.push(`stream ${source.sessionEnd}`);
  opened.push(socket, source);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(ends).toEqual([]);
  return ends;
}

test.each([
  ['a page that hears of it', report],
  ['a page that comes back after it', comeBack],
])('a sign-out everywhere, which leaves no session in the list, ends them in %s', async (_, learn) => {
  const ends = await connect();
  snapshot = { ...snapshot, sessions: [] };
  learn();
  await vi.waitFor(() => expect(ends.sort()).toEqual(['socket signed_out', 'stream signed_out']));
});

test('a session that is not listed because its organization has no name ends nothing', async () => {
  const ends = await connect();
  snapshot = { ...snapshot, sessions: [], unnamed: 1 };
  report();
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(ends).toEqual([]);
});
