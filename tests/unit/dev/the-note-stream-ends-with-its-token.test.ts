import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createMemoryStorage, type NoteStore } from '../../../dev/api/index.ts';
import { readEvents } from './event-stream.ts';
import { close, listen, type RunningApi, startApi } from './support.ts';

let running: RunningApi;
let notes: NoteStore;
let subscriptions: number;
let unsubscribed: Promise<void>;
let now: number;

beforeEach(async () => {
  now = Date.now();
  subscriptions = 0;
  const storage = createMemoryStorage();
  const store = storage.notes;
  let tell = (): void => {};
  unsubscribed = new Promise((resolve) => {
    tell = resolve;
  });
  notes = {
    ...store,
    async follow(organizationId, after, listener) {
      subscriptions += 1;
      const unsubscribe = await store.follow(organizationId, after, listener);
      return () => {
        subscriptions -= 1;
        tell();
        return unsubscribe();
      };
    },
  };
  running = await startApi({ storage: { ...storage, notes }, now: () => now });
});
afterEach(async () => {
  vi.useRealTimers();
  await running.stop();
});

const author = { id: 'user_ada', name: null, email: null };

test('it sends a comment every 15 seconds and ends when the token expires', async () => {
  const exp = Math.floor(now / 1000) + 40;
  const token = await running.sign({ exp });
  await running.api.request('/api/me', { headers: { Authorization: `Bearer ${token}` } });
  vi.useFakeTimers();
  const response = await running.api.request('/api/notes/stream', {
    headers: { Authorization: `Bearer ${token}` },
  });
  const events = readEvents(response);
  expect(await events.next()).toEqual({ retry: '1000' });
  for (const _ of ['15 s', '30 s']) {
    vi.advanceTimersByTime(15_000);
    expect(await events.next()).toEqual({ comment: 'heartbeat' });
  }
  vi.advanceTimersByTime(exp * 1000 - now - 30_000 - 1);
  expect(subscriptions).toBe(1);
  vi.advanceTimersByTime(1);
  expect(await events.next()).toBeUndefined();
  expect(subscriptions).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
  await notes.add('org_acme', { text: 'After the end', author });
});

test('a token of a very long life does not end it at once', async () => {
  const response = await running.call(
    '/api/notes/stream',
    {},
    { exp: Math.floor(now / 1000) + 400 * 86_400 },
  );
  const events = readEvents(response);
  await events.next();
  await notes.add('org_acme', { text: 'Still here', author });
  expect(JSON.parse((await events.next())?.data ?? '')).toMatchObject({ text: 'Still here' });
  await events.cancel();
});

test('over a real connection, it ends by itself and an expired token does not reopen it', async () => {
  const server = createServer(getRequestListener(running.api.fetch));
  const origin = await listen(server);
  const exp = Math.floor(now / 1000) + 60;
  now = exp * 1000 - 50;
  const headers = { Authorization: `Bearer ${await running.sign({ exp })}` };
  const events = readEvents(await fetch(`${origin}/api/notes/stream`, { headers }));
  expect(await events.next()).toEqual({ retry: '1000' });
  expect(await events.next()).toBeUndefined();
  now = exp * 1000;
  expect((await fetch(`${origin}/api/notes/stream`, { headers })).status).toBe(401);
  await close(server);
});

test('a client that disconnects leaves no listener or timer', async () => {
  const server = createServer(getRequestListener(running.api.fetch));
  const origin = await listen(server);
  const gone = new AbortController();
  const headers = { Authorization: `Bearer ${await running.sign()}` };
  const events = readEvents(await fetch(`${origin}/api/notes/stream`, { headers, signal: gone.signal }));
  await events.next();
  expect(subscriptions).toBe(1);
  gone.abort();
  await unsubscribed;
  expect(subscriptions).toBe(0);
  await close(server);
});

test('a client that never reads is disconnected before the backlog grows without limit', async () => {
  const response = await running.call('/api/notes/stream');
  expect(subscriptions).toBe(1);
  for (let index = 0; index < 1_100; index += 1) await notes.add('org_acme', { text: `${index}`, author });
  expect(subscriptions).toBe(0);
  const events = readEvents(response);
  let last: string | undefined;
  for (let event = await events.next(); event !== undefined; event = await events.next())
    last = event.data ?? last;
  expect(JSON.parse(last ?? '').text).toBe('998');
});

test('HEAD opens no stream', async () => {
  const response = await running.call('/api/notes/stream', { method: 'HEAD' });
  expect(response.status).toBe(200);
  expect(response.headers.get('Content-Type')).toBe('text/event-stream');
  expect(subscriptions).toBe(0);
});
