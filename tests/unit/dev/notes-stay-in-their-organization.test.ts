import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Note } from '../../../dev/api/index.ts';
import { createMemoryNoteStore } from '../../../dev/api/memory-note-store.ts';
import { LISTED_NOTES } from '../../../dev/api/note-store.ts';
import { ACME, GLOBEX, type RunningApi, startApi } from './support.ts';

let running: RunningApi;
beforeEach(async () => {
  running = await startApi();
});
afterEach(() => running.stop());

const list = async (org_id: string): Promise<Note[]> =>
  (await running.call('/api/notes', {}, { org_id })).json() as Promise<Note[]>;

test('a note is returned, listed last, and listed only in its organization', async () => {
  const before = { acme: await list(ACME.id), globex: await list(GLOBEX.id) };
  const response = await running.post('  Ship it  ');
  expect(response.status).toBe(201);
  const note = await response.json();
  expect(note).toEqual({
    id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    text: 'Ship it',
    author: { id: 'user_ada', name: 'Ada Lovelace', email: 'ada@example.com' },
    createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
  });
  expect(await list(ACME.id)).toEqual([...before.acme, note]);
  expect(await list(GLOBEX.id)).toEqual(before.globex);
});

test('an author whom the directory does not know has an id and nothing else', async () => {
  const note = await (await running.post('Hello', {}, { sub: 'user_else' })).json();
  expect(note.author).toEqual({ id: 'user_else', name: null, email: null });
});

test('both apps of a process can share one store', async () => {
  const other = await startApi({ storage: running.storage });
  await other.post('From the other origin');
  expect((await list(ACME.id)).at(-1)?.text).toBe('From the other origin');
  await other.stop();
});

test('every organization starts with two or three notes that no other has, oldest first', async () => {
  const store = createMemoryNoteStore();
  const numbered = ['05', '06', '07', '08', '09', '10', '11', '12'].map((number) => `org_${number}`);
  const ids = ['org_acme', 'org_globex', 'org_initech', 'org_umbrella', ...numbered, 'org_01HXYZ'];
  const names = ['Acme', 'Globex', 'Initech', 'Umbrella'];
  for (const id of ids) {
    const notes = await store.list(id);
    expect(notes.length === 2 || notes.length === 3, id).toBe(true);
    const dates = notes.map(({ createdAt }) => createdAt);
    expect(dates).toEqual(dates.toSorted());
    for (const name of names) expect(JSON.stringify(notes)).not.toContain(name);
    expect(await store.list(id)).toEqual(notes);
  }
  const lists = await Promise.all(ids.slice(0, -1).map((id) => store.list(id)));
  const texts = lists.flat().map(({ text }) => text);
  expect(new Set(texts).size).toBe(texts.length);
});

test('the oldest notes make room for new ones', async () => {
  const store = createMemoryNoteStore();
  const author = { id: 'user_ada', name: null, email: null };
  for (let index = 0; index < LISTED_NOTES + 7; index += 1)
    await store.add('org_acme', { text: `${index}`, author });
  const texts = (await store.list('org_acme')).map(({ text }) => text);
  expect(texts).toHaveLength(LISTED_NOTES);
  expect(texts[0]).toBe('7');
  expect(texts.at(-1)).toBe(`${LISTED_NOTES + 6}`);
});
