import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { orgSocket } from '../../../src/client/org-socket.ts';
import { USABLE } from '../support/guarded-page.ts';
import { ACME } from '../support/people.ts';

/** The `WebSocket` of a browser, whose connections open. It checks what the standard says (WebSockets §3.1). */
class BrowserSocket {
  onopen: (() => void) | null = null;
  readyState = 0;

  constructor(_url: string, protocols: readonly string[]) {
    if (protocols.some((name) => name.includes(' '))) throw new DOMException('Not a token.', 'SyntaxError');
    opened.push(this);
    setImmediate(() => {
      this.readyState = 1;
      this.onopen?.();
    });
  }

  close(_code: number, reason: string): void {
    if (reason.length > 123) throw new DOMException('Too long.', 'SyntaxError');
    this.readyState = 3;
  }
}

let opened: BrowserSocket[];
/** What a test has opened: it must not connect again after the test. */
let sockets: WebSocket[];
let tickets: number;
let reported: unknown[];
let events: string[];

beforeEach(() => {
  opened = [];
  sockets = [];
  tickets = 0;
  reported = [];
  events = [];
  const page = Object.assign(new EventTarget(), { visibilityState: 'hidden' });
  vi.stubGlobal('document', page);
  vi.stubGlobal('addEventListener', page.addEventListener.bind(page));
  vi.stubGlobal('removeEventListener', page.removeEventListener.bind(page));
  vi.stubGlobal('reportError', (error: unknown) => void reported.push(error));
  vi.stubGlobal('location', new URL('https://app.test/acme/'));
  vi.stubGlobal('WebSocket', BrowserSocket);
  vi.stubGlobal('CloseEvent', Event);
  const answer = { organization: ACME, session: USABLE };
  const controller = {
    postMessage: (_request: unknown, [port]: [MessagePort]) => port.postMessage({ keyring: 1, answer }),
  };
  const serviceWorker = Object.assign(new EventTarget(), { controller, startMessages() {} });
  vi.stubGlobal('navigator', { serviceWorker, onLine: true });
  vi.stubGlobal('fetch', async () => {
    tickets += 1;
    return Response.json({ ticket: 'A'.repeat(43) });
  });
});
afterEach(async () => {
  for (const socket of sockets) socket.close();
  await Promise.resolve();
  vi.unstubAllGlobals();
});

const open = (protocols: readonly string[] = []): WebSocket => {
  const socket = orgSocket('acme', '/api/presence', { protocols });
  sockets.push(socket);
  for (const type of ['open', 'error', 'close']) socket.addEventListener(type, () => void events.push(type));
  return socket;
};

test('a reason that is too long closes nothing, and the next call closes the socket', async () => {
  const socket = open();
  await vi.waitFor(() => expect(events).toEqual(['open']));
  expect(() => socket.close(1000, 'ä'.repeat(62))).toThrow(DOMException);
  expect(socket.readyState).toBe(1);
  socket.close();
  await vi.waitFor(() => expect(events).toEqual(['open', 'close']));
  expect(opened[0]?.readyState).toBe(3);
});

test('a subprotocol that the browser refuses ends the socket, and asks for no more tickets', async () => {
  open(['my app']);
  await vi.waitFor(() => expect(events).toEqual(['error', 'close']));
  expect([tickets, reported]).toEqual([1, [expect.objectContaining({ name: 'SyntaxError' })]]);
});

test.each(['api_not_listed', 'step_up_refused'])(
  'the refusal %s of the worker ends the socket',
  async (code) => {
    vi.stubGlobal('fetch', async () => Response.json({ code }, { status: 403 }));
    open();
    await vi.waitFor(() => expect(events).toEqual(['error', 'close']));
  },
);

test('R10: a socket gets no ticket of another user, and ends if another one has signed in', async () => {
  const owners: (string | null)[] = [];
  vi.stubGlobal('fetch', async (_url: URL, { headers }: { headers: Headers }) => {
    owners.push(headers.get('X-Keyring-Owner'));
    return Response.json({ code: 'organization_unbound', reason: 'wrong_user' }, { status: 409 });
  });
  const closings: unknown[] = [];
  class RecordedClose extends Event {
    constructor(type: string, init: CloseEventInit) {
      super(type);
      closings.push(init);
    }
  }
  vi.stubGlobal('CloseEvent', RecordedClose);
  const socket = open();
  await vi.waitFor(() => expect(events).toEqual(['close']));
  expect(closings).toEqual([expect.objectContaining({ code: 4401, reason: 'user_changed' })]);
  expect(owners).toEqual([`/${USABLE.user.id}`]);
  expect(socket.readyState).toBe(3);
});

test('a 401 of the API itself does not end the socket: it got no token, because the browser sent the request past the worker', async () => {
  vi.stubGlobal('fetch', async () => {
    tickets += 1;
    if (tickets > 1) return Response.json({ ticket: 'A'.repeat(43) });
    return Response.json({ code: 'invalid_token' }, { status: 401 });
  });
  open();
  await vi.waitFor(() => expect(events).toEqual(['open']), { timeout: 5_000 });
  expect(tickets).toBe(2);
});

test('the Retry-After of the tickets is not cut short by the network, except by the end of an offline time', async () => {
  let network: (() => void) | undefined;
  vi.stubGlobal('addEventListener', (type: string, listener: () => void) => {
    if (type === 'online') network = listener;
  });
  vi.stubGlobal('fetch', async () => {
    tickets += 1;
    return new Response(null, { status: 429, headers: { 'Retry-After': '60' } });
  });
  const socket = open();
  await vi.waitFor(() => expect(network).toBeDefined());
  network?.();
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(tickets).toBe(1);
  socket.close();
});
