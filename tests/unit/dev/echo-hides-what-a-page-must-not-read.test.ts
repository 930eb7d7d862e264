import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { close, listen, type RunningApi, startApi } from './support.ts';

let running: RunningApi;
beforeAll(async () => {
  running = await startApi();
});
afterAll(() => running.stop());

const echo = async (init: RequestInit, query = '') =>
  (await running.call(`/api/echo${query}`, { method: 'POST', ...init })).json();

test('method, query, headers and body are returned unchanged', async () => {
  const body = '{"a": 1}\r\n';
  const answer = await echo(
    { headers: { 'X-Custom': 'Value, other', 'Content-Type': 'application/json' }, body },
    '?a=1&b=x%20y&b=%C3%A9&empty=&__proto__=p',
  );
  expect(answer).toEqual({
    method: 'POST',
    query: JSON.parse('{"a":"1","b":["x y","é"],"empty":"","__proto__":"p"}'),
    headers: { 'x-custom': 'Value, other', 'content-type': 'application/json' },
    body,
    bodyLength: 10,
    bodySha256: createHash('sha256').update(body).digest('hex'),
  });
});

test('the token and the values of cookies do not come back', async () => {
  const token = await running.sign();
  const response = await running.api.request('/api/echo', {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, Cookie: '__Host-Http-device=secret; theme=dark' },
  });
  const text = await response.text();
  expect(text).not.toContain(token);
  expect(text).not.toContain('secret');
  expect(JSON.parse(text).headers).toEqual({ cookie: '__Host-Http-device=[hidden]; theme=[hidden]' });
});

test('five megabytes arrive whole, over a real connection, with and without a declared length', async () => {
  const server = createServer(getRequestListener(running.api.fetch));
  const origin = await listen(server);
  const text = 'é'.repeat(2.5 * 1024 * 1024);
  const headers = { Authorization: `Bearer ${await running.sign()}` };
  for (const body of [text, new Blob([text]).stream()]) {
    const init = { method: 'POST', headers, body, duplex: 'half' };
    const answer = await (await fetch(`${origin}/api/echo`, init)).json();
    expect(answer.bodyLength).toBe(5 * 1024 * 1024);
    expect(answer.body === text).toBe(true);
  }
  await close(server);
});

test('a binary body is returned as its length', async () => {
  const bytes = new Uint8Array([0xff, 0x00, 0xc3, 0x28]);
  expect(await echo({ body: bytes })).toMatchObject({
    body: null,
    bodyLength: 4,
    bodySha256: createHash('sha256').update(bytes).digest('hex'),
  });
});

test('a byte order mark is part of the body', async () => {
  expect(await echo({ body: '\ufefftext' })).toMatchObject({ body: '\ufefftext', bodyLength: 7 });
});

test.each(['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])('%s is echoed too', async (method) => {
  const response = await running.call('/api/echo', { method });
  expect(response.headers.get('Cache-Control')).toBe('no-store');
  expect(response.headers.get('X-Content-Type-Options')).toBe('nosniff');
  expect(await response.json()).toMatchObject({ method, body: '', bodyLength: 0 });
});
