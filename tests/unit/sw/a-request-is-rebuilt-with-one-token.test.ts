import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { attachToken } from '../../../sw/fetch/attach-token.ts';

// What Node's Request cannot show (its referrer, its destination) is shown in browsers.
beforeEach(() => vi.stubGlobal('location', { origin: 'https://app.test' }));
afterEach(() => vi.unstubAllGlobals());

const URL_WITH_QUERY = 'https://app.test/api/notes?after=7';
const authorize = (init: RequestInit = {}, url = URL_WITH_QUERY) =>
  attachToken(new Request(url, init), 'token-1');

describe('R7: headers that only the worker may set', () => {
  test.each([
    'Authorization',
    'authorization',
    'DPoP',
    'dpop',
    'X-Org-Slug',
    'x-org-slug',
    'X-Keyring-Stream',
  ])('the %s of the page is removed', async (name) => {
    const { headers } = await authorize({ headers: { [name]: 'from-the-page', Accept: 'text/plain' } });
    expect([...headers].flat().join(' ')).not.toContain('from-the-page');
    expect(headers.get('Authorization')).toBe('Bearer token-1');
    expect(headers.get('Accept')).toBe('text/plain');
  });

  test('two headers of the page are both removed', async () => {
    const headers = new Headers({ Authorization: 'Bearer a' });
    headers.append('Authorization', 'Bearer b');
    expect((await authorize({ headers })).headers.get('Authorization')).toBe('Bearer token-1');
  });
});

test('R8: no redirect is followed, no cache is used, no cookie is sent, for any options of the page', async () => {
  const request = await authorize({ redirect: 'follow', cache: 'force-cache', credentials: 'include' });
  expect(request).toMatchObject({ redirect: 'error', cache: 'no-store', credentials: 'omit' });
});

describe('R8: an API opts into', () => {
  const asked: RequestInit = { redirect: 'follow', cache: 'force-cache', credentials: 'include' };
  const rebuilt = (options: Parameters<typeof attachToken>[2], init: RequestInit = {}) =>
    attachToken(new Request(URL_WITH_QUERY, { ...asked, ...init }), 'token-1', options);

  test('redirects, only of GET and HEAD', async () => {
    const options = { followRedirects: true };
    expect(await rebuilt(options)).toMatchObject({
      redirect: 'follow',
      cache: 'no-store',
      credentials: 'omit',
    });
    expect((await rebuilt(options, { method: 'HEAD' })).redirect).toBe('follow');
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'])
      expect((await rebuilt(options, { method })).redirect).toBe('error');
  });

  test('the HTTP cache', async () => {
    expect(await rebuilt({ cache: true })).toMatchObject({
      redirect: 'error',
      cache: 'force-cache',
      credentials: 'omit',
    });
  });

  test('cookies', async () => {
    expect(await rebuilt({ cookies: true })).toMatchObject({
      redirect: 'error',
      cache: 'no-store',
      credentials: 'include',
    });
  });
});

test.each([
  [URL_WITH_QUERY, 'same-origin'],
  ['https://api.example.com/v1/notes', 'cors'],
  ['https://app.test:8443/api/notes', 'cors'],
])('%s goes with mode %s', async (url, mode) => {
  expect((await authorize({}, url)).mode).toBe(mode);
});

test('R9: the token is only in the header', async () => {
  const request = await authorize({ method: 'POST', body: '{"text":"hello"}' });
  expect(request.url).toBe(URL_WITH_QUERY);
  expect(await request.text()).not.toContain('token-1');
});

describe('the rest of the request is unchanged', () => {
  test.each(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'])('the method %s', async (method) => {
    expect((await authorize({ method })).method).toBe(method);
  });

  test('the body, byte for byte', async () => {
    const body = Uint8Array.from({ length: 70_000 }, (_, index) => index % 256);
    const request = await authorize({ method: 'PUT', body });
    expect(new Uint8Array(await request.arrayBuffer())).toEqual(body);
  });

  test('a form with its boundary', async () => {
    const body = new FormData();
    body.set('file', new File(['x'], 'x.txt'));
    const form = await (await authorize({ method: 'POST', body })).formData();
    expect((form.get('file') as File).name).toBe('x.txt');
  });

  test('its headers', async () => {
    const sent = {
      'Content-Type': 'application/json',
      'Idempotency-Key': '1',
      'X-Custom': 'y',
      Range: 'bytes=0-1',
    };
    const { headers } = await authorize({ method: 'POST', body: '{}', headers: sent });
    expect(Object.fromEntries(headers)).toMatchObject(
      Object.fromEntries(Object.entries(sent).map(([name, value]) => [name.toLowerCase(), value])),
    );
  });

  test('its abort', async () => {
    const controller = new AbortController();
    const request = await authorize({ signal: controller.signal });
    controller.abort();
    expect(request.signal.aborted).toBe(true);
  });
});

test('an event stream loses the header that WebKit adds, and nothing else does', async () => {
  const noCache = { 'Cache-Control': 'no-cache' };
  const stream = await authorize({ headers: { Accept: 'text/event-stream', ...noCache } });
  expect(stream.headers.has('Cache-Control')).toBe(false);
  const chosen = { Accept: 'text/event-stream', 'Cache-Control': 'no-transform' };
  expect((await authorize({ headers: chosen })).headers.get('Cache-Control')).toBe('no-transform');
  expect((await authorize({ headers: noCache })).headers.get('Cache-Control')).toBe('no-cache');
});

test('an engine that refuses to rebuild a request gets a new one with the same body', async () => {
  const original = Request;
  vi.stubGlobal(
    'Request',
    class extends original {
      constructor(input: RequestInfo | URL, init?: RequestInit) {
        if (input instanceof original) throw new TypeError('keepalive');
        super(input, init);
      }
    },
  );
  const request = await attachToken(
    new original(URL_WITH_QUERY, { method: 'POST', body: 'hello', headers: { Authorization: 'page' } }),
    'token-1',
  );
  expect(request).toMatchObject({
    method: 'POST',
    url: URL_WITH_QUERY,
    redirect: 'error',
    credentials: 'omit',
  });
  expect(request.headers.get('Authorization')).toBe('Bearer token-1');
  expect(await request.text()).toBe('hello');
});
