import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { announceOrganization } from '../../../src/client/announce.ts';
import { slug } from '../support/people.ts';

const acme = slug('acme');
const globex = slug('globex');

/** Every announcement that the page sent: the method and the organization. */
let sent: string[];
/** The status of the response to each announcement. */
let statusOf: (method: string, count: number) => number;

beforeEach(() => {
  vi.useFakeTimers();
  sent = [];
  const serviceWorker = Object.assign(new EventTarget(), { controller: {}, startMessages() {} });
  vi.stubGlobal('navigator', { serviceWorker });
  vi.stubGlobal('fetch', async (_url: string, { method, headers }: RequestInit) => {
    const line = `${method} ${new Headers(headers).get('X-Org-Slug')}`;
    sent.push(line);
    const status = statusOf(method ?? 'GET', sent.filter((each) => each === line).length);
    if (status === 0) throw new TypeError('network error');
    return new Response(null, { status });
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const codeOf = (announcing: Promise<unknown>): Promise<unknown> =>
  announcing.then(
    () => 'acknowledged',
    (error: { code?: unknown }) => error.code,
  );

test('an announcement that the network responded to is repeated until the worker acknowledges it', async () => {
  // Chromium sent both announcements of a page to the network while a new worker took over: 200 with HTML, and 404.
  statusOf = (method, count) => (count > 3 ? 204 : method === 'GET' ? 200 : 404);
  const announcing = codeOf(announceOrganization(acme));
  await vi.advanceTimersByTimeAsync(1_000);
  expect(await announcing).toBe('acknowledged');
  expect(sent).toEqual(Array.from({ length: 4 }, () => ['GET acme', 'POST acme']).flat());
});

test('R10: requests may follow the next announcement only if each method was acknowledged by a worker that asks', async () => {
  const headers = { 'X-Keyring-Confirms': '1' };
  /** Which methods the worker of an earlier version acknowledges, before a new one responds to the rest. */
  const announceAfter = (earlier: readonly string[]): Promise<boolean> => {
    const count = { GET: 0, POST: 0 };
    vi.stubGlobal('fetch', async (_url: string, { method }: { method: 'GET' | 'POST' }) => {
      count[method] += 1;
      if (earlier.includes(method)) return new Response(null, { status: 204 });
      return new Response(null, count[method] === 1 ? { status: 404 } : { status: 204, headers });
    });
    return announceOrganization(acme);
  };
  for (const [earlier, expected] of [
    [[], true],
    [['GET'], false],
    [['POST'], false],
  ] as const) {
    const announcing = announceAfter(earlier);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await announcing).toBe(expected);
  }
});

test('only the method that was not acknowledged is repeated, as soon as another worker controls the page', async () => {
  statusOf = (method, count) => (method === 'GET' || count > 1 ? 204 : 0);
  const announcing = codeOf(announceOrganization(acme));
  await vi.advanceTimersByTimeAsync(0);
  navigator.serviceWorker.dispatchEvent(new Event('controllerchange'));
  expect(await announcing).toBe('acknowledged');
  expect(sent).toEqual(['GET acme', 'POST acme', 'POST acme']);
});

test('a response of the network after a wait for a worker that was ended is no reason to give up', async () => {
  statusOf = (_method, count) => (count < 25 ? 0 : count < 30 ? 404 : 204);
  const announcing = codeOf(announceOrganization(acme));
  await vi.advanceTimersByTimeAsync(5_000);
  expect(await announcing).toBe('acknowledged');
});

test('an announcement that only the network responds to is an error after 2 s', async () => {
  // Chromium can send every request of a controlled page to the network, for as long as the document lives.
  statusOf = (method) => (method === 'GET' ? 200 : 404);
  const announcing = codeOf(announceOrganization(acme));
  await vi.advanceTimersByTimeAsync(1_900);
  expect(await Promise.race([announcing, 'pending'])).toBe('pending');
  await vi.advanceTimersByTimeAsync(200);
  expect(await announcing).toBe('controller_missing');
});

test('an announcement without any response is an error after 10 s', async () => {
  statusOf = () => 0;
  vi.spyOn(AbortSignal, 'timeout').mockImplementation((limit) => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), limit);
    return controller.signal;
  });
  const announcing = codeOf(announceOrganization(acme));
  await vi.advanceTimersByTimeAsync(9_900);
  expect(await Promise.race([announcing, 'pending'])).toBe('pending');
  await vi.advanceTimersByTimeAsync(200);
  expect(await announcing).toBe('controller_missing');
});

test('an announcement is not repeated after a later one, which it would replace', async () => {
  statusOf = (_method, count) => (count > 1 ? 204 : 404);
  const first = codeOf(announceOrganization(acme));
  await vi.advanceTimersByTimeAsync(0);
  const second = codeOf(announceOrganization(globex));
  await vi.advanceTimersByTimeAsync(1_000);
  expect(await Promise.all([first, second])).toEqual(['controller_missing', 'acknowledged']);
  expect(sent).toEqual(['GET acme', 'POST acme', 'GET globex', 'POST globex', 'GET globex', 'POST globex']);
});

test('an announcement that a second OrganizationChange repeats has the outcome of the repetition', async () => {
  statusOf = (_method, count) => (count > 3 ? 204 : 404);
  const both = Promise.all([codeOf(announceOrganization(acme)), codeOf(announceOrganization(acme))]);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(await both).toEqual(['acknowledged', 'acknowledged']);
  statusOf = () => 404;
  const lost = Promise.all([codeOf(announceOrganization(acme)), codeOf(announceOrganization(acme))]);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(await lost).toEqual(['controller_missing', 'controller_missing']);
});

test('without a controller an announcement is an error at once', async () => {
  statusOf = () => 404;
  vi.stubGlobal('navigator', { serviceWorker: Object.assign(new EventTarget(), { controller: null }) });
  expect(await codeOf(announceOrganization(acme))).toBe('controller_missing');
  expect(sent).toHaveLength(2);
});
