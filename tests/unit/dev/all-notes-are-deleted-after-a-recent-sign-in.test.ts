import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createMemoryStorage } from '../../../dev/api/index.ts';
import type { NoteEvent } from '../../../dev/api/note-store.ts';
import { createSqlStorage } from '../../../dev/api/sql-storage.ts';
import { createDatabase } from '../../../dev/database/database.ts';
import { migrate } from '../../../dev/database/migrate.ts';
import { openPglite } from '../../../dev/database/pglite-driver.ts';
import { stepUpMaxAge } from '../../../src/keyring/sign-in/step-up-challenge.ts';
import { ACME, GLOBEX, type RunningApi, startApi, type TokenChanges } from './support.ts';

async function openSqlStorage() {
  const driver = await openPglite();
  await migrate(driver, 'dev/api/migrations');
  return createSqlStorage(createDatabase(driver));
}

describe.each([
  ['memory', async () => createMemoryStorage()],
  ['PostgreSQL', openSqlStorage],
])('with %s', (_where, open) => {
  let running: RunningApi;
  beforeAll(async () => {
    running = await startApi({ storage: await open() });
  }, 120_000);
  afterAll(async () => {
    await running.stop();
    await running.storage.close();
  });

  const secondsAgo = (seconds: number): TokenChanges => ({
    auth_time: Math.floor(Date.now() / 1000) - seconds,
  });
  const deleteAll = (token: TokenChanges = secondsAgo(10), headers: Record<string, string> = {}) =>
    running.call('/api/notes', { method: 'DELETE', headers }, token);
  const count = async (id: string): Promise<number> => (await running.storage.notes.list(id)).length;

  test.each([
    ['six minutes ago', secondsAgo(360)],
    ['at an unknown time', {}],
  ])('R50: who signed in %s gets the challenge, and nothing is deleted', async (_when, token) => {
    const before = await count(ACME.id);
    const response = await deleteAll(token);
    expect(response.status).toBe(401);
    expect(stepUpMaxAge(response.headers.get('WWW-Authenticate') ?? '')).toBe(300);
    expect(response.headers.get('Content-Type')).toBe('application/problem+json');
    expect(await response.json()).toMatchObject({ code: 'insufficient_user_authentication', status: 401 });
    expect(await count(ACME.id)).toBe(before);
  });

  test('only an admin gets that far', async () => {
    const response = await deleteAll({ ...secondsAgo(10), role: 'member' });
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ code: 'role_required' });
  });

  test('the notes of the organization are deleted for its readers too, and no others', async () => {
    const others = await count(GLOBEX.id);
    const before = await count(ACME.id);
    expect(before).toBeGreaterThan(1);
    const events: NoteEvent[] = [];
    let check = (): void => {};
    const stop = await running.storage.notes.follow(ACME.id, undefined, (arrived) => {
      events.push(...arrived);
      check();
    });
    const all = new Promise<void>((resolve) => {
      check = () => events.length >= before && resolve();
    });
    expect((await deleteAll()).status).toBe(204);
    await all;
    expect(new Set(events.map(({ type }) => type))).toEqual(new Set(['note-deleted']));
    expect(await count(ACME.id)).toBe(0);
    expect(await count(GLOBEX.id)).toBe(others);
    stop();
  });

  test('a repeated Idempotency-Key deletes nothing that came later', async () => {
    const key = { 'Idempotency-Key': 'delete-1' };
    expect((await deleteAll(secondsAgo(10), key)).headers.get('Idempotency-Replayed')).toBeNull();
    await running.post('Later');
    const again = await deleteAll(secondsAgo(10), key);
    expect([again.status, again.headers.get('Idempotency-Replayed')]).toEqual([204, 'true']);
    expect(await count(ACME.id)).toBe(1);
    expect((await deleteAll(secondsAgo(10), { 'Idempotency-Key': 'two words' })).status).toBe(400);
    expect((await deleteAll()).status).toBe(204);
    expect(await count(ACME.id)).toBe(0);
  });

  test('an Idempotency-Key of a note deletes nothing, and that of a deletion adds no note', async () => {
    const before = await count(ACME.id);
    const key = { 'Idempotency-Key': 'of-a-note' };
    expect((await running.post('all', key)).status).toBe(201);
    expect((await deleteAll(secondsAgo(10), key)).status).toBe(422);
    expect(await count(ACME.id)).toBe(before + 1);
    const deletion = { 'Idempotency-Key': 'of-a-deletion' };
    expect((await deleteAll(secondsAgo(10), deletion)).status).toBe(204);
    expect((await running.post('delete all', deletion)).status).toBe(422);
    expect(await count(ACME.id)).toBe(0);
  });
});
