import { afterEach, expect, test, vi } from 'vitest';
import { HeaderRefresh } from '../../../sw/header-refresh.ts';

const PAGE = '<!doctype html><title>App</title>';
afterEach(() => vi.unstubAllGlobals());

/** Refreshes the headers of a cached page. @returns the response that was cached then; `undefined`: none */
async function refresh(current: Response): Promise<Response | undefined> {
  const cached = new Response(PAGE, { headers: { 'X-Policy': 'old' } });
  const put = vi.fn<(key: string, response: Response) => Promise<void>>(async () => {});
  vi.stubGlobal('caches', { open: async () => ({ match: async () => cached, put }) });
  vi.stubGlobal('fetch', async (_url: string, { redirect }: RequestInit) => {
    if (current.redirected && redirect === 'error') throw new TypeError('Failed to fetch');
    return current;
  });
  await new HeaderRefresh().refresh('pages', '/index.html', '/index.html');
  return put.mock.calls[0]?.[1];
}

const responseOf = (text: string, { redirected }: { readonly redirected: boolean }): Response =>
  Object.defineProperty(new Response(text, { headers: { 'X-Policy': 'new' } }), 'redirected', {
    value: redirected,
  });

// Cloudflare Pages redirects `/index.html` to `/`. A browser shows no redirected response for a navigation.
test('a host that redirects to the same document renews its headers, in a response that is not redirected', async () => {
  const renewed = await refresh(responseOf(PAGE, { redirected: true }));
  expect(renewed?.redirected).toBe(false);
  expect([renewed?.headers.get('X-Policy'), await renewed?.text()]).toEqual(['new', PAGE]);
});

test('a redirect to a page of sign-in changes nothing', async () => {
  expect(await refresh(responseOf('<title>Sign in</title>', { redirected: true }))).toBeUndefined();
});

test('a document without a redirect is cached as the server sent it', async () => {
  const current = responseOf(PAGE, { redirected: false });
  expect((await refresh(current))?.headers.get('X-Policy')).toBe('new');
});
