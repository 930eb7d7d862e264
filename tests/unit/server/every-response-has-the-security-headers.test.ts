import { describe, expect, test } from 'vitest';
import { createHandler, createHost, ORIGIN, WORKER_LOAD } from './host.ts';

/** A host with its own error and redirect. */
function createBusyHost() {
  const host = createHost();
  host.get('/broken', () => {
    throw new Error('of the host');
  });
  host.get('/moved', (c) => c.redirect('/'));
  host.onError((_error, c) => c.html('<h1>broken</h1>', 500));
  return host;
}

const directives = (response: Response): readonly string[] =>
  (response.headers.get('Content-Security-Policy') ?? '').split('; ');

describe('R44: every response of the host', () => {
  test.each([
    ['a page', '/', 200],
    ['a page that is not there', '/none', 404],
    ['an error', '/broken', 500],
    ['a redirect', '/moved', 302],
    ['a file', '/assets/app.js', 200],
    ['the fallback of the callback', '/auth/callback?code=x&state=y', 200],
    ['the worker script, opened as a page', '/sw.js', 503],
  ])('%s has the headers', async (_what, path, status) => {
    const response = await createBusyHost().request(ORIGIN + path);
    expect(response.status).toBe(status);
    expect(response.headers.get('X-Content-Type-Options')).toBe('nosniff');
    expect(directives(response)).toContain("default-src 'none'");
    if (path === '/sw.js') return;
    for (const directive of ["object-src 'none'", "base-uri 'none'"])
      expect(directives(response)).toContain(directive);
    const scripts = directives(response).find((directive) => directive.startsWith('script-src'));
    // A document without its own script may run none.
    expect(scripts).toBe(`script-src '${path.startsWith('/auth/callback') ? 'none' : 'self'}'`);
    expect(directives(response)).toContain("frame-ancestors 'none'");
    expect(directives(response)).toContain("require-trusted-types-for 'script'");
    expect(directives(response).join()).not.toMatch(/unsafe|\*/);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'x-frame-options': 'DENY',
    });
  });

  test('a page keeps the cookies that the app has set', async () => {
    const host = createHost();
    host.get('/cookies', (c) => {
      c.header('Set-Cookie', 'a=1');
      return c.html('<h1>page</h1>');
    });
    const cookies = (await host.request(`${ORIGIN}/cookies`)).headers.getSetCookie();
    expect(cookies.map((cookie) => cookie.split('=')[0])).toEqual([
      'a',
      '__Host-Http-probe',
      '__Host-Http-probe-script',
    ]);
  });

  test('what would be another worker is refused, with the headers', async () => {
    const response = await createBusyHost().request(`${ORIGIN}/`, { headers: WORKER_LOAD });
    expect(response.status).toBe(403);
    expect(directives(response)).toContain("frame-ancestors 'none'");
  });

  test('pages may call the APIs and not AuthKit; the worker script may call both', async () => {
    const host = createBusyHost();
    const page = directives(await host.request(`${ORIGIN}/`));
    expect(page).toContain(`connect-src 'self' ${ORIGIN}`);
    const script = directives(await host.request(`${ORIGIN}/sw.js`, { headers: WORKER_LOAD }));
    expect(script).toEqual(["default-src 'none'", `connect-src 'self' ${ORIGIN} https://api.workos.com`]);
  });

  test('R6: pages show pictures and play media of the APIs that opt in, and of no other', async () => {
    const policyOf = async (media: boolean): Promise<readonly string[]> => {
      const apis = [
        { origin: ORIGIN, pathPrefix: '/api' },
        { origin: 'https://files.test', pathPrefix: '/pictures', media },
        { origin: 'https://files.test', pathPrefix: '/films', media },
        { origin: 'https://other.test', pathPrefix: '/' },
      ];
      const response = await createHost('device', {}, apis).request(`${ORIGIN}/`);
      return directives(response).filter((directive) => /^(img|media)-src/.test(directive));
    };
    expect(await policyOf(true)).toEqual([
      "img-src 'self' data: https://files.test",
      'media-src https://files.test',
    ]);
    expect(await policyOf(false)).toEqual(["img-src 'self' data:"]);
  });

  test('pages send their URL as referrer only to their own origin, where the binding reads it', async () => {
    const response = await createBusyHost().request(`${ORIGIN}/`);
    expect(response.headers.get('Referrer-Policy')).toBe('same-origin');
  });
});

test('R21: the fallback of the callback has no script, is not cached, and sends no referrer', async () => {
  const response = await createHost().request(`${ORIGIN}/auth/callback?code=x&state=y`);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
  });
  expect(await response.text()).not.toMatch(/<script|<img|<link|code=|\son\w+=/i);
});

describe('a server without a framework adds them with addDocumentHeaders', () => {
  const host = createHandler();

  test.each([
    ['a page', new Response('<h1>page</h1>', { headers: { 'Content-Type': 'text/html; charset=utf-8' } }), 2],
    ['a redirect, whose headers cannot be changed', Response.redirect(ORIGIN, 302), 0],
    ['an empty response', new Response(null, { status: 204 }), 0],
  ])('%s', (_what, response, cookies) => {
    const secured = host.addDocumentHeaders(response);
    expect(secured.status).toBe(response.status);
    expect(directives(secured)).toContain("frame-ancestors 'none'");
    expect(secured.headers.getSetCookie()).toHaveLength(cookies);
  });

  test('its own headers and cookies are kept', () => {
    const own = new Headers([
      ['Set-Cookie', 'a=1'],
      ['Set-Cookie', 'b=2'],
      ['Content-Type', 'text/html'],
      ['Referrer-Policy', 'no-referrer'],
    ]);
    const { headers } = host.addDocumentHeaders(new Response('page', { headers: own }));
    expect(headers.getSetCookie().map((cookie) => cookie.split('=')[0])).toEqual([
      'a',
      'b',
      '__Host-Http-probe',
      '__Host-Http-probe-script',
    ]);
    expect(headers.get('Referrer-Policy')).toBe('no-referrer');
  });

  test('HEAD has the headers of GET, and no body', async () => {
    const ask = (method: string) => host.handle(new Request(`${ORIGIN}/auth/callback`, { method }));
    const [got, head] = await Promise.all([ask('GET'), ask('HEAD')]);
    expect(head?.body).toBeNull();
    expect([...(head?.headers ?? [])]).toEqual([...(got?.headers ?? [])]);
  });

  test('a network error stays one', () => {
    expect(host.addDocumentHeaders(Response.error()).type).toBe('error');
  });

  test.each(['/', '/acme/', '/api/me', '/auth/error', '/sw/announcement', '/manifest/acme.webmanifest'])(
    'the handler leaves %s to the app',
    async (path) => {
      expect(await host.handle(new Request(ORIGIN + path))).toBeUndefined();
    },
  );

  test('a callback or a key set by another method is left to the app', async () => {
    for (const path of ['/auth/callback', '/auth/jwks'])
      expect(await host.handle(new Request(ORIGIN + path, { method: 'POST' }))).toBeUndefined();
  });
});

test('a WebSocket upgrade passes the middleware of Hono, because it cannot be rebuilt', async () => {
  const upgrade = new Response(null);
  // Only the runtime of a host makes such a response.
  Object.defineProperty(upgrade, 'status', { value: 101 });
  const host = createHost();
  host.get('/socket', () => upgrade);
  const response = await host.request('/socket');
  expect(response).toBe(upgrade);
});
