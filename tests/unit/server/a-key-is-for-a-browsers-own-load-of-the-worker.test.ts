import { describe, expect, test } from 'vitest';
import { cookiesOf, createHost, ORIGIN, vaultOf, WORKER_LOAD } from './host.ts';

const KEY = /[\w-]{43}/;

/** Every value that a browser or a page may send for each header; the first is a worker load's. */
const VALUES = {
  'Sec-Fetch-Dest': ['serviceworker', 'empty', 'script', 'worker', 'sharedworker', 'document', undefined],
  'Sec-Fetch-Mode': ['same-origin', 'cors', 'no-cors', 'navigate', undefined],
  'Sec-Fetch-Site': ['same-origin', 'same-site', 'cross-site', 'none', undefined],
  'Service-Worker': ['script', 'Script', '', undefined],
} as const;

const combinations = VALUES['Sec-Fetch-Dest'].flatMap((dest) =>
  VALUES['Sec-Fetch-Mode'].flatMap((mode) =>
    VALUES['Sec-Fetch-Site'].flatMap((site) =>
      VALUES['Service-Worker'].map((worker) => ({
        ...(dest !== undefined && { 'Sec-Fetch-Dest': dest }),
        ...(mode !== undefined && { 'Sec-Fetch-Mode': mode }),
        ...(site !== undefined && { 'Sec-Fetch-Site': site }),
        ...(worker !== undefined && { 'Service-Worker': worker }),
      })),
    ),
  ),
);

test('R3: of every combination of headers one gets a key, one a worker that keeps nothing, all others an error', async () => {
  const host = createHost();
  const answered = { key: 0, nothing: 0, error: 0 };
  for (const headers of combinations) {
    const response = await host.request(`${ORIGIN}/sw.js`, { headers });
    const text = await response.text();
    const what = JSON.stringify(headers);
    if (response.status === 503) {
      answered.error += 1;
      expect(text, what).toBe('Not for this request\n');
      expect(cookiesOf(response).has('__Host-Http-keyring'), what).toBe(false);
    } else if (what === JSON.stringify(WORKER_LOAD)) {
      answered.key += 1;
      expect(vaultOf(text), what).toEqual({ mode: 'sealed', key: expect.stringMatching(KEY), previous: [] });
    } else {
      answered.nothing += 1;
      expect(what).toBe('{"Service-Worker":"script"}');
      expect(vaultOf(text), what).toEqual({ mode: 'sealed' });
    }
    expect(response.headers.get('Cache-Control'), what).toBe('no-store');
  }
  expect(answered).toEqual({ key: 1, nothing: 1, error: combinations.length - 2 });
}, 60_000);

describe('a worker load gets an error', () => {
  test.each(['/sw.js?', '/sw.js?x=1', '/sw%2ejs', '/%73w.js'])('at %s', async (path) => {
    const response = await createHost().request(ORIGIN + path, { headers: WORKER_LOAD });
    expect([403, 503]).toContain(response.status);
    expect(await response.text()).not.toMatch(KEY);
  });

  test.each(['HEAD', 'POST', 'PUT', 'OPTIONS', 'DELETE'])('as %s', async (method) => {
    const response = await createHost().request(`${ORIGIN}/sw.js`, { method, headers: WORKER_LOAD });
    expect(response.status).toBe(503);
    expect(response.headers.getSetCookie().join()).not.toContain('__Host-Http-keyring');
  });

  test.each([
    [
      'with two cookies of the name',
      `__Host-Http-keyring=${'a'.repeat(43)}; __Host-Http-keyring=${'b'.repeat(43)}`,
    ],
    [
      'with the same one twice',
      `__Host-Http-keyring=${'a'.repeat(43)}; __Host-Http-keyring=${'a'.repeat(43)}`,
    ],
  ])('%s', async (_what, Cookie) => {
    const response = await createHost().request(`${ORIGIN}/sw.js`, { headers: { ...WORKER_LOAD, Cookie } });
    expect(response.status).toBe(503);
  });
});

test('a browser without any of the headers that was given a key before keeps its worker', async () => {
  const Cookie = `__Host-Http-keyring=${'a'.repeat(43)}`;
  const headers = { 'Service-Worker': 'script', Cookie };
  expect((await createHost().request(`${ORIGIN}/sw.js`, { headers })).status).toBe(503);
});

describe('no other path becomes a worker', () => {
  test.each([
    ['/assets/app.js', { 'Service-Worker': 'script' }],
    ['/assets/app.js', { 'Sec-Fetch-Dest': 'serviceworker' }],
    ['/', WORKER_LOAD],
    ['/sw.js/', WORKER_LOAD],
    ['/SW.js', WORKER_LOAD],
    ['//sw.js', WORKER_LOAD],
    ['/auth/jwks', WORKER_LOAD],
  ])('%s with %o', async (path, headers) => {
    for (const vault of ['sealed', 'device', 'memory'] as const)
      expect((await createHost(vault).request(ORIGIN + path, { headers })).status).toBe(403);
  });
});

test('no cache keeps a copy: no-store, nosniff, same-origin only, Vary, and a policy without eval', async () => {
  const response = await createHost().request(`${ORIGIN}/sw.js`, { headers: WORKER_LOAD });
  const headers = Object.fromEntries(response.headers);
  expect(headers).toMatchObject({
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'same-origin',
    'content-type': 'text/javascript; charset=utf-8',
  });
  for (const name of [...Object.keys(WORKER_LOAD), 'Cookie']) expect(headers.vary).toContain(name);
  expect(headers['content-security-policy']).toMatch(/^default-src 'none'; connect-src /);
  expect(headers['content-security-policy']).not.toMatch(/unsafe|sandbox|script-src/);
  expect(headers.sourcemap).toBeUndefined();
});
