import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningApi, startApi } from './support.ts';

const APP = 'http://localhost:4173';
let running: RunningApi;
beforeAll(async () => {
  running = await startApi({ corsOrigins: [APP] });
});
afterAll(() => running.stop());

const preflight = (origin: string, headers = 'authorization') =>
  running.api.request('/api/notes', {
    method: 'OPTIONS',
    headers: {
      Origin: origin,
      'Access-Control-Request-Method': 'POST',
      'Access-Control-Request-Headers': headers,
    },
  });

test('a preflight needs no token, is kept for a while, and allows what the worker sends', async () => {
  const response = await preflight(APP);
  expect(response.status).toBe(204);
  expect(response.headers.get('Access-Control-Allow-Origin')).toBe(APP);
  expect(response.headers.get('Access-Control-Allow-Credentials')).toBeNull();
  expect(response.headers.get('Access-Control-Max-Age')).toBe('600');
  expect(response.headers.get('Vary')).toMatch(/\bOrigin\b/);
  expect(response.headers.get('Access-Control-Allow-Methods')).toContain('POST');
  const allowed = response.headers.get('Access-Control-Allow-Headers')?.toLowerCase().split(',') ?? [];
  expect(allowed).toEqual([
    'authorization',
    'content-type',
    'idempotency-key',
    'if-none-match',
    'last-event-id',
  ]);
});

test('the slug header, which the worker strips, is not allowed', async () => {
  const allowed = (await preflight(APP, 'x-org-slug')).headers.get('Access-Control-Allow-Headers');
  expect(allowed?.toLowerCase()).not.toContain('x-org-slug');
});

test.each([
  ['a response', '/api/me', {}, 200],
  ['a missing path', '/api/nothing', {}, 404],
  ['a refused token', '/api/me', { exp: 1 }, 401],
  ['a stream', '/api/notes/stream', {}, 200],
  ['a redirect', '/api/redirect?to=/&status=307', {}, 307],
])('%s can be read by the listed origin', async (_name, path, token, status) => {
  const response = await running.call(path, { headers: { Origin: APP } }, token);
  expect(response.status).toBe(status);
  expect(response.headers.get('Access-Control-Allow-Origin')).toBe(APP);
  expect(response.headers.get('Vary')).toMatch(/\bOrigin\b/);
  const exposed = response.headers.get('Access-Control-Expose-Headers');
  for (const name of ['WWW-Authenticate', 'Retry-After', 'ETag']) expect(exposed).toContain(name);
  await response.body?.cancel();
});

test('an error inside can be read as well', async () => {
  const other = await startApi({ corsOrigins: [APP] });
  other.jwks.status = 500;
  const response = await other.call('/api/me', { headers: { Origin: APP } });
  expect(response.status).toBe(503);
  expect(response.headers.get('Access-Control-Allow-Origin')).toBe(APP);
  await other.stop();
});

test.each([
  'http://localhost:4174',
  'https://localhost:4173',
  'http://localhost:4173.evil.test',
  'null',
  `${APP}/`,
  '',
])('origin %j is not on the list', async (origin) => {
  for (const response of [
    await preflight(origin),
    await running.api.request('/api/orgs/acme', { headers: { Origin: origin } }),
  ]) {
    expect(response.headers.get('Access-Control-Allow-Origin')).toBeNull();
    expect(response.headers.get('Vary')).toMatch(/\bOrigin\b/);
  }
});

test('the same-origin app has no CORS headers at all', async () => {
  const same = await startApi();
  const response = await same.call('/api/me', { headers: { Origin: APP } });
  expect([...response.headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([]);
  expect(response.headers.get('Vary')).toBeNull();
  await same.stop();
});
