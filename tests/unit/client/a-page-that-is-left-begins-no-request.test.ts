import { afterEach, beforeEach, expect, test, vi } from 'vitest';

const API = 'https://api.example/notes';

/** The URLs that reached the browser's own `fetch`. */
let sent: string[];
let page: EventTarget;
let orgFetch: typeof import('../../../src/client/org-fetch.ts').orgFetch;

beforeEach(async () => {
  sent = [];
  page = new EventTarget();
  vi.stubGlobal('document', {});
  vi.stubGlobal('location', new URL('https://app.test/acme/'));
  vi.stubGlobal('navigator', { serviceWorker: { controller: {} } });
  vi.stubGlobal('addEventListener', page.addEventListener.bind(page));
  vi.stubGlobal('fetch', async (input: RequestInfo | URL, init?: RequestInit) => {
    sent.push(new Request(input, init).url);
    return new Response();
  });
  // Each test has a page of its own.
  vi.resetModules();
  ({ orgFetch } = await import('../../../src/client/org-fetch.ts'));
  await orgFetch('acme', `${API}/first`);
  sent = [];
});
afterEach(async () => {
  // The files of one process share their modules: none may be left waiting for this page.
  dispatch('pageshow');
  await new Promise((resolve) => setTimeout(resolve));
  vi.unstubAllGlobals();
});

const dispatch = (type: 'pagehide' | 'pageshow'): void =>
  void page.dispatchEvent(Object.assign(new Event(type), { persisted: true }));

test('R39: a request that begins after pagehide is sent when the page comes back', async () => {
  dispatch('pagehide');
  const response = orgFetch('acme', API);
  await new Promise((resolve) => setTimeout(resolve));
  expect(sent).toEqual([]);
  dispatch('pageshow');
  expect((await response).ok).toBe(true);
  expect(sent).toEqual([API]);
});

test('a page that came back and is left once more begins none either', async () => {
  for (const type of ['pagehide', 'pageshow', 'pagehide'] as const) dispatch(type);
  void orgFetch('acme', API);
  await new Promise((resolve) => setTimeout(resolve));
  expect(sent).toEqual([]);
});

test('a page that runs on without coming back waits five seconds at most', async () => {
  vi.useFakeTimers();
  try {
    dispatch('pagehide');
    const response = orgFetch('acme', API);
    await vi.advanceTimersByTimeAsync(4_999);
    expect(sent).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    await response;
    expect(sent).toEqual([API]);
  } finally {
    vi.useRealTimers();
  }
});

test.each([
  ['in init', API, { keepalive: true }],
  ['of the request', new Request(API, { keepalive: true }), undefined],
])('a keepalive request is sent all the same: %s', async (_where, input, init) => {
  dispatch('pagehide');
  await orgFetch('acme', input, init);
  expect(sent).toEqual([API]);
});
