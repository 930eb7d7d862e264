import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Note } from '../../../dev/api/index.ts';
import { readEvents } from './event-stream.ts';
import { type RunningApi, startApi, type TokenChanges } from './support.ts';

const ADA_MEMBER = { role: 'member' };
const GRACE_MEMBER = { sub: 'user_grace', role: 'member' };
const GRACE_ADMIN = { sub: 'user_grace', role: 'admin' };

let running: RunningApi;
let note: Note;
beforeEach(async () => {
  running = await startApi();
  note = (await (await running.post('First', {}, ADA_MEMBER)).json()) as Note;
});
afterEach(() => running.stop());

const patch = (id: string, body: unknown, token: TokenChanges = {}) =>
  running.call(
    `/api/notes/${id}`,
    { method: 'PATCH', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) },
    token,
  );
const remove = (id: string, token: TokenChanges = {}) =>
  running.call(`/api/notes/${id}`, { method: 'DELETE' }, token);
const stored = async () =>
  (await running.notes.list('org_acme')).find(({ id }) => id === note.id) ?? 'deleted';

test.each([
  ['its author', ADA_MEMBER],
  ['an admin', GRACE_ADMIN],
])('%s edits a note; the author and the date stay', async (_who, token) => {
  const response = await patch(note.id, { text: '  Second ' }, token);
  expect(response.status).toBe(200);
  const edited = await response.json();
  expect(edited).toEqual({ ...note, text: 'Second', editedAt: expect.stringMatching(/Z$/) });
  expect(await stored()).toEqual(edited);
});

test.each([
  ['its author', ADA_MEMBER],
  ['an admin', GRACE_ADMIN],
])('%s deletes a note, once', async (_who, token) => {
  expect((await remove(note.id, token)).status).toBe(204);
  expect(await stored()).toBe('deleted');
  expect((await remove(note.id, token)).status).toBe(404);
  expect((await patch(note.id, { text: 'Again' }, token)).status).toBe(404);
});

test('another member changes nothing', async () => {
  for (const response of [
    await patch(note.id, { text: 'Mine' }, GRACE_MEMBER),
    await remove(note.id, GRACE_MEMBER),
  ]) {
    expect(response.status).toBe(403);
    expect(response.headers.get('Content-Type')).toBe('application/problem+json');
    expect(await response.json()).toMatchObject({ code: 'note_forbidden' });
  }
  expect(await stored()).toEqual(note);
});

test.each(['unknown', '00000000-0000-4000-8000-000000000000', "'; drop table notes; --"])(
  'the note %j is not found',
  async (id) => {
    for (const response of [
      await patch(encodeURIComponent(id), { text: 'x' }),
      await remove(encodeURIComponent(id)),
    ]) {
      expect(response.status).toBe(404);
      expect(await response.json()).toMatchObject({ code: 'note_not_found' });
    }
  },
);

test.each([{}, { text: '' }, { text: 7 }, { text: 'x'.repeat(2001) }])(
  'the edit %j is refused and changes nothing',
  async (body) => {
    expect((await patch(note.id, body)).status).toBe(422);
    expect(await stored()).toEqual(note);
  },
);

test('other methods of a note are 405', async () => {
  const response = await running.call(`/api/notes/${note.id}`);
  expect(response.status).toBe(405);
  expect(response.headers.get('Allow')).toBe('PATCH, DELETE');
});

test('the stream announces an edit and a deletion, and repeats them to a reader that missed them', async () => {
  const live = readEvents(await running.call('/api/notes/stream'));
  await live.next();
  await patch(note.id, { text: 'Second' });
  await remove(note.id);
  const missed = readEvents(
    await running.call('/api/notes/stream', { headers: { 'Last-Event-ID': note.id } }),
  );
  await missed.next();
  const changed = await live.next();
  expect(changed).toMatchObject({ event: 'note-changed', data: expect.stringContaining('"text":"Second"') });
  const deleted = await live.next();
  expect(deleted).toMatchObject({ event: 'note-deleted', data: JSON.stringify({ id: note.id }) });
  expect(new Set([note.id, changed?.id, deleted?.id]).size).toBe(3);
  expect(await missed.next()).toEqual(deleted);
  await live.cancel();
  await missed.cancel();
});
