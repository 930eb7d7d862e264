import { createServer, type Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Note } from '../../../dev/api/index.ts';
import { readEvents } from './event-stream.ts';
import { close, GLOBEX, listen, type RunningApi, startApi, type TokenChanges } from './support.ts';

let running: RunningApi;
let server: Server;
let origin: string;
beforeEach(async () => {
  running = await startApi();
  server = createServer(getRequestListener(running.api.fetch));
  origin = await listen(server);
});
afterEach(async () => {
  await close(server);
  await running.stop();
});

const author = { id: 'user_ada', name: null, email: null };
async function add(text: string, id = 'org_acme'): Promise<Note> {
  const added = await running.notes.add(id, { text, author });
  if (added.outcome === 'conflict') throw new Error('The note was not added.');
  return added.note;
}

/** Opens the stream over a real connection and waits for its first event, after which it listens. */
async function open(
  path = '/api/notes/stream',
  headers: Record<string, string> = {},
  token: TokenChanges = {},
) {
  const response = await fetch(`${origin}${path}`, {
    headers: { ...headers, Authorization: `Bearer ${await running.sign(token)}` },
  });
  const events = readEvents(response);
  expect(await events.next()).toEqual({ retry: '1000' });
  return { response, events };
}

test('the event stream is not stored, compressed or buffered by proxies', async () => {
  const { response, events } = await open('/api/notes/stream', { 'Accept-Encoding': 'gzip, br' });
  expect(response.status).toBe(200);
  expect(response.headers.get('Content-Type')).toBe('text/event-stream');
  expect(response.headers.get('Cache-Control')).toBe('no-store, no-transform');
  expect(response.headers.get('X-Accel-Buffering')).toBe('no');
  expect(response.headers.get('Content-Encoding')).toBeNull();
  expect(response.headers.get('Content-Length')).toBeNull();
  await events.cancel();
});

test('each new note comes at once, with its id, to every listener of its organization', async () => {
  const [first, second] = [await open(), await open()];
  for (const text of ['one', 'two\nlines', 'three\r\n\r\ndata: forged']) {
    const note = await add(text);
    for (const { events } of [first, second]) {
      expect(await events.next()).toEqual({ event: 'note', id: note.id, data: JSON.stringify(note) });
    }
  }
});

test('a note posted over HTTP comes too', async () => {
  const { events } = await open();
  const note = await (await running.post('Posted')).json();
  expect(JSON.parse((await events.next())?.data ?? '')).toEqual(note);
});

test('notes of another organization never come', async () => {
  const { events } = await open('/api/notes/stream', {}, { org_id: GLOBEX.id });
  await add('for Acme');
  const note = await add('for Globex', GLOBEX.id);
  expect(await events.next()).toMatchObject({ id: note.id });
});

test('after Last-Event-ID come the missed notes and then the new ones, each once', async () => {
  const { events } = await open();
  const seen = await add('seen');
  await events.next();
  await events.cancel();
  const missed = [await add('missed 1'), await add('missed 2')];
  const again = await open('/api/notes/stream', { 'Last-Event-ID': seen.id });
  const live = await add('live');
  for (const note of [...missed, live]) expect(await again.events.next()).toMatchObject({ id: note.id });
});

test('the newest note as Last-Event-ID misses nothing', async () => {
  const newest = await add('newest');
  const { events } = await open('/api/notes/stream', { 'Last-Event-ID': newest.id });
  const live = await add('live');
  expect(await events.next()).toMatchObject({ id: live.id });
});

/** An id of changes that this server has not made: it lost its data, or has that of a backup. */
const AHEAD = '0a1b2c3d-0000-4000-8000-000000000000:999999999999999';

test.each(['unknown', 'gone', AHEAD])(
  'an %s Last-Event-ID brings all that is kept, of the own organization',
  async (id) => {
    const foreign = (await add('in Globex', GLOBEX.id)).id;
    const kept = await running.notes.list('org_acme');
    const { events } = await open('/api/notes/stream', { 'Last-Event-ID': id === 'gone' ? foreign : id });
    for (const note of kept) expect(await events.next()).toMatchObject({ id: note.id });
    const live = await add('live');
    expect(await events.next()).toMatchObject({ id: live.id });
  },
);

test('?after= stands in for a header that could not be sent, and the header wins', async () => {
  const [a, b] = [await add('a'), await add('b')];
  const byQuery = await open(`/api/notes/stream?after=${a.id}`);
  expect(await byQuery.events.next()).toMatchObject({ id: b.id });
  const byHeader = await open(`/api/notes/stream?after=${a.id}`, { 'Last-Event-ID': b.id });
  const c = await add('c');
  expect(await byHeader.events.next()).toMatchObject({ id: c.id });
});
