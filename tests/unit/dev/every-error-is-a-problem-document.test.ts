import { Hono } from 'hono';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { directory, type RunningApi, startApi } from './support.ts';

let running: RunningApi;
beforeAll(async () => {
  running = await startApi();
});
afterEach(() => {
  vi.restoreAllMocks();
});
afterAll(() => running.stop());

async function expectProblem(response: Response, status: number, code: string): Promise<void> {
  expect(response.status).toBe(status);
  expect(response.headers.get('Content-Type')).toBe('application/problem+json');
  expect(response.headers.get('Cache-Control')).toBe('no-store');
  expect(response.headers.get('X-Content-Type-Options')).toBe('nosniff');
  expect(await response.json()).toMatchObject({
    type: 'about:blank',
    title: expect.any(String),
    status,
    code,
  });
}

test.each(['/api', '/api/', '/api/nothing', '/api/orgs', '/api/orgs/', '/api/orgs/acme/more', '/api/ME'])(
  '%s is 404',
  async (path) => {
    await expectProblem(await running.call(path), 404, 'not_found');
  },
);

test('so it is when the API is mounted in another app', async () => {
  const host = new Hono().route('/', running.api);
  await expectProblem(await host.request('/api/nothing'), 404, 'not_found');
});

test.each([
  ['DELETE', '/api/me', 'GET, HEAD'],
  ['POST', '/api/me/organizations', 'GET, HEAD'],
  ['POST', '/api/orgs/acme', 'GET, HEAD'],
  ['PUT', '/api/notes', 'GET, HEAD, POST, DELETE'],
  ['POST', '/api/notes/stream', 'GET, HEAD'],
  ['POST', '/api/cached', 'GET, HEAD'],
])('%s %s is 405', async (method, path, allow) => {
  const response = await running.call(path, { method });
  expect(response.headers.get('Allow')).toBe(allow);
  await expectProblem(response, 405, 'method_not_allowed');
});

test('HEAD works where GET does', async () => {
  for (const path of ['/api/me', '/api/notes', '/api/orgs/acme', '/api/cached']) {
    const response = await running.call(path, { method: 'HEAD' });
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('');
  }
});

test('an unexpected error is 500 and logged, and its text is not in the response', async () => {
  const log = vi.spyOn(console, 'error').mockImplementation(() => {});
  const broken = await startApi({
    directory: { ...directory, user: () => Promise.reject(new Error('password=hunter2')) },
  });
  const response = await broken.call('/api/me');
  expect(await response.clone().text()).not.toContain('hunter2');
  await expectProblem(response, 500, 'internal_error');
  expect(log).toHaveBeenCalledOnce();
  await broken.stop();
});
