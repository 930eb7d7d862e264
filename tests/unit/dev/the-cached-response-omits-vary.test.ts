import { afterAll, beforeAll, expect, test } from 'vitest';
import { ACME, GLOBEX, type RunningApi, startApi } from './support.ts';

let running: RunningApi;
beforeAll(async () => {
  running = await startApi();
});
afterAll(() => running.stop());

const get = (headers: Record<string, string> = {}, org_id = ACME.id) =>
  running.call('/api/cached', { headers }, { org_id });

test('it may be stored for a minute, without Vary, though it differs by token', async () => {
  const response = await get();
  expect(response.headers.get('Cache-Control')).toBe('max-age=60');
  expect(response.headers.get('Vary')).toBeNull();
  expect(response.headers.get('ETag')).toMatch(/^"[\w-]+"$/);
  expect(await response.json()).toEqual({ organization: ACME });
  expect(await (await get({}, GLOBEX.id)).json()).toEqual({ organization: GLOBEX });
});

test('If-None-Match gets 304 only for its own organization', async () => {
  const etag = (await get()).headers.get('ETag') ?? '';
  for (const value of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
    const response = await get({ 'If-None-Match': value });
    expect(response.status).toBe(304);
    expect(response.headers.get('ETag')).toBe(etag);
    expect(response.headers.get('Cache-Control')).toBe('max-age=60');
    expect(await response.text()).toBe('');
  }
  expect((await get({ 'If-None-Match': '"other"' })).status).toBe(200);
  expect((await get({ 'If-None-Match': etag }, GLOBEX.id)).status).toBe(200);
});

test('an expired token gets no 304', async () => {
  const etag = (await get()).headers.get('ETag') ?? '';
  const response = await running.call('/api/cached', { headers: { 'If-None-Match': etag } }, { exp: 1 });
  expect(response.status).toBe(401);
  expect(response.headers.get('ETag')).toBeNull();
});

test.each([
  ['max-age', 'max-age=60', null, null],
  ['etag', 'private', /^"/, null],
  ['last-modified', 'private', null, /GMT$/],
] as const)('?by=%s leaves only that header as a reason to cache', async (by, age, tag, date) => {
  const { headers } = await running.call(`/api/cached?by=${by}`, {}, { org_id: ACME.id });
  const matching = (pattern: RegExp | null) => (pattern === null ? null : expect.stringMatching(pattern));
  expect(headers.get('Cache-Control')).toBe(age);
  expect(headers.get('ETag')).toEqual(matching(tag));
  expect(headers.get('Last-Modified')).toEqual(matching(date));
});
