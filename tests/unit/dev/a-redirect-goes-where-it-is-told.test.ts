import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningApi, startApi } from './support.ts';

let running: RunningApi;
beforeAll(async () => {
  running = await startApi();
});
afterAll(() => running.stop());

const redirect = (to: string, status: string, method = 'GET') =>
  running.call(`/api/redirect?to=${encodeURIComponent(to)}&status=${encodeURIComponent(status)}`, { method });

test.each([301, 302, 303, 307, 308])('%i, to another origin, for GET and POST', async (status) => {
  for (const method of ['GET', 'POST']) {
    const response = await redirect('http://evil.test/a?b=c', String(status), method);
    expect(response.status).toBe(status);
    expect(response.headers.get('Location')).toBe('http://evil.test/a?b=c');
    expect(response.headers.get('Cache-Control')).toBe('no-store');
  }
});

test('302 when no status is given, and a path is a target too', async () => {
  const response = await running.call('/api/redirect?to=/api/me');
  expect(response.status).toBe(302);
  expect(response.headers.get('Location')).toBe('http://localhost/api/me');
});

test.each([
  ['/', '200'],
  ['/', '300'],
  ['/', '304'],
  ['/', '0302'],
  ['/', '302 '],
  ['/', 'x'],
  ['', '302'],
  ['http://', '302'],
  ['javascript:alert(1)', '302'],
  ['data:text/html,x', '302'],
])('to %j with status %j is 400', async (to, status) => {
  const response = await redirect(to, status);
  expect(response.status).toBe(400);
  expect(response.headers.get('Location')).toBeNull();
  expect(await response.json()).toMatchObject({ code: 'redirect_invalid' });
});

test('a line break in the target cannot add a header', async () => {
  const response = await redirect('http://evil.test/\r\nSet-Cookie: a=b', '302');
  expect(response.headers.get('Set-Cookie')).toBeNull();
  expect(response.headers.get('Location')).toBe('http://evil.test/Set-Cookie:%20a=b');
});
