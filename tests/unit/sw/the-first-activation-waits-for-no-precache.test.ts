import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { PrecacheController } from 'workbox-precaching';
import { installPrecache } from '../../../sw/first-precache.ts';
import { ownFilesPlugin } from '../../../sw/own-file.ts';

// Workbox reads it while it is imported.
vi.hoisted(() => vi.stubGlobal('self', globalThis));

const ORIGIN = 'https://app.test';
const DOCUMENT = `${ORIGIN}/index.html`;
const DOCUMENT_KEY = `${DOCUMENT}?__WB_REVISION__=v1`;
const SCRIPT = `${ORIGIN}/assets/index-1.js`;
const HTML = { 'Content-Type': 'text/html; charset=utf-8' };
const ICON_KEY = `${ORIGIN}/icon.png?__WB_REVISION__=v1`;
/** Time for what the worker does after a message, ms: it waits a second for the page's own calls. */
const MOMENT = 1_010;

/** The stored responses, in the order in which they were stored. */
let stored: Map<string, Response>;
/** Every request, with its cache mode. */
let requested: [url: string, cache: string][];
/** What the server responds with instead of the file. */
let responses: Map<string, () => Promise<Response>>;
let registration: { active: object | null; installing: object | null; waiting: object | null };
let update: ReturnType<typeof vi.fn>;
let worker: EventTarget;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('__WB_DISABLE_DEV_LOGS', true);
  stored = new Map();
  requested = [];
  responses = new Map();
  registration = { active: null, installing: null, waiting: null };
  update = vi.fn(async () => {});
  // Workbox asks of which kind an event is.
  vi.stubGlobal('ExtendableEvent', Event);
  vi.stubGlobal('FetchEvent', class extends Event {});
  vi.stubGlobal('location', new URL(`${ORIGIN}/sw.js`));
  vi.stubGlobal('registration', Object.assign(registration, { update, scope: `${ORIGIN}/` }));
  const match = async (request: Request | string) => stored.get(urlOf(request));
  const put = async (request: Request | string, response: Response) => {
    stored.set(urlOf(request), response);
  };
  const open = async () => ({ match, put, keys: async () => [], delete: async () => false });
  vi.stubGlobal('caches', { open, match });
  vi.stubGlobal('fetch', async (request: Request | string, init: RequestInit = {}) => {
    const url = urlOf(request);
    requested.push([url, request instanceof Request ? request.cache : (init.cache ?? 'default')]);
    return (responses.get(url) ?? (async () => new Response(url)))();
  });
  startWorker();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** The browser starts the worker: its script is evaluated again. */
function startWorker(): void {
  worker = new EventTarget();
  vi.stubGlobal('addEventListener', worker.addEventListener.bind(worker));
  vi.stubGlobal('self', globalThis);
  const controller = new PrecacheController({ plugins: [ownFilesPlugin], fallbackToNetwork: false });
  controller.addToCacheList([
    { url: '/index.html', revision: 'v1' },
    { url: '/assets/index-1.js', revision: null },
    { url: '/icon.png', revision: 'v1' },
  ]);
  installPrecache(() => controller, '/index.html');
}

/** Dispatches an event. @returns what the browser waits for */
function dispatch(type: string): Promise<unknown>[] {
  const waitedFor: Promise<unknown>[] = [];
  const waitUntil = (task: Promise<unknown>) => void waitedFor.push(task);
  worker.dispatchEvent(Object.assign(new Event(type), { waitUntil }));
  return waitedFor;
}

/** A page of the app sends a message, and the worker has its time. */
async function sendMessage(): Promise<void> {
  expect(dispatch('message')).toEqual([]);
  await vi.advanceTimersByTimeAsync(MOMENT);
}

test('the first installation waits for nothing, and the files are stored after a message, the document last', async () => {
  expect(dispatch('install')).toEqual([]);
  await Promise.all(dispatch('activate'));
  expect(requested).toEqual([]);
  await sendMessage();
  expect([...stored.keys()]).toEqual([SCRIPT, ICON_KEY, DOCUMENT_KEY]);
  // Only a URL that names its version may come from the HTTP cache.
  expect(requested).toEqual([
    [DOCUMENT, 'reload'],
    [SCRIPT, 'default'],
    [`${ORIGIN}/icon.png`, 'reload'],
  ]);
  expect(update).not.toHaveBeenCalled();
});

test('an update waits for its whole precache', async () => {
  registration.active = {};
  let release = (): void => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  responses.set(SCRIPT, () => held.then(() => new Response(SCRIPT)));
  let isInstalled = false;
  const waitedFor = dispatch('install');
  const installation = Promise.all(waitedFor).then(() => {
    isInstalled = true;
  });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(isInstalled).toBe(false);
  release();
  await vi.advanceTimersByTimeAsync(1_000);
  await installation;
  expect([...stored.keys()].toSorted()).toEqual([SCRIPT, ICON_KEY, DOCUMENT_KEY].toSorted());
});

test('a complete precache is not loaded again', async () => {
  stored.set(DOCUMENT_KEY, new Response());
  await sendMessage();
  expect(requested).toEqual([]);
  expect(update).not.toHaveBeenCalled();
});

test('a worker that was stopped during the precache completes it when it is started again', async () => {
  dispatch('install');
  responses.set(`${ORIGIN}/icon.png`, () => new Promise(() => {}));
  await sendMessage();
  expect([...stored.keys()]).toEqual([SCRIPT]);
  responses.clear();
  requested = [];
  startWorker();
  await sendMessage();
  expect([...stored.keys()]).toEqual([SCRIPT, ICON_KEY, DOCUMENT_KEY]);
  expect(requested.map(([url]) => url)).toEqual([DOCUMENT, `${ORIGIN}/icon.png`]);
  expect(update).toHaveBeenCalledTimes(1);
});

test.each(['installing', 'waiting'] as const)(
  'a worker that is started again stores nothing while a newer version is %s',
  async (state) => {
    update.mockImplementation(async () => {
      registration[state] = {};
    });
    await sendMessage();
    expect(requested).toEqual([]);
    expect(stored.size).toBe(0);
  },
);

test.each([
  ['is missing', async () => new Response(null, { status: 404 })],
  ['is answered with a page', async () => new Response('<!doctype html>', { headers: HTML })],
  ['cannot be loaded', async () => Promise.reject(new TypeError('Failed to fetch'))],
])(
  'if a file %s the document is not stored, and a message a minute later tries again',
  async (_what, respond) => {
    dispatch('install');
    responses.set(SCRIPT, respond);
    await sendMessage();
    expect([...stored.keys()]).toEqual([ICON_KEY]);
    requested = [];
    await sendMessage();
    expect(requested).toEqual([]);
    responses.clear();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(update).not.toHaveBeenCalled();
    await sendMessage();
    // A version that was deployed in the meantime must not be stored as this one.
    expect(update).toHaveBeenCalledTimes(1);
    expect([...stored.keys()]).toEqual([ICON_KEY, SCRIPT, DOCUMENT_KEY]);
  },
);

test('a redirected document is stored as one that a navigation can show', async () => {
  dispatch('install');
  responses.set(DOCUMENT, async () => redirectedTo(`${ORIGIN}/`));
  await sendMessage();
  const response = stored.get(DOCUMENT_KEY);
  expect(response?.redirected).toBe(false);
  expect(await response?.text()).toBe('document');
});

test.each([`${ORIGIN}/login`, 'https://login.test/'])(
  'a document that redirects to %s is not stored',
  async (url) => {
    dispatch('install');
    responses.set(DOCUMENT, async () => redirectedTo(url));
    await sendMessage();
    expect(stored.size).toBe(0);
  },
);

test('an update that gets a page instead of a file fails, and its pages keep the version before', async () => {
  registration.active = {};
  responses.set(SCRIPT, async () => new Response('<!doctype html>', { headers: HTML }));
  const failure = expect(Promise.all(dispatch('install'))).rejects.toThrow('The precaching request for');
  await vi.advanceTimersByTimeAsync(1_000);
  await failure;
  expect(stored.has(SCRIPT)).toBe(false);
});

test('a server that does not say whether it has an update is asked again after two minutes', async () => {
  update.mockImplementation(() => new Promise(() => {}));
  await sendMessage();
  await vi.advanceTimersByTimeAsync(120_000);
  update.mockImplementation(async () => {});
  await sendMessage();
  expect([...stored.keys()]).toEqual([SCRIPT, ICON_KEY, DOCUMENT_KEY]);
});

/** A document to which the browser was redirected at this URL. */
function redirectedTo(url: string): Response {
  const response = new Response('document', { headers: HTML });
  return Object.defineProperties(response, { redirected: { value: true }, url: { value: url } });
}

function urlOf(request: Request | string): string {
  return new URL(request instanceof Request ? request.url : request, ORIGIN).href;
}
