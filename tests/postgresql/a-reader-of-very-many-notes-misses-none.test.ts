import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSqlStorage } from '../../dev/api/sql-storage.ts';
import type { Storage } from '../../dev/api/storage.ts';
import type { Database } from '../../dev/database/database.ts';
import { openDatabase } from '../../dev/database/open-database.ts';
import { type RunningApi, startApi } from '../unit/dev/support.ts';
import { type PostgresServer, startPostgres } from './support/postgres-server.ts';

/** More than the arguments that a function can have. */
const NOTES = 130_000;

let postgres: PostgresServer;
let database: Database;
let storage: Storage;
let running: RunningApi;
beforeAll(async () => {
  postgres = await startPostgres();
  database = await openDatabase({ url: postgres.url });
  storage = createSqlStorage(database);
  running = await startApi({ storage });
});
afterAll(async () => {
  await running.stop();
  await storage.close();
  postgres.remove();
});

test('a reader with an unknown id gets all notes of an organization that has very many', async () => {
  await database.asService((query) =>
    query(
      `WITH created AS (SELECT nextval('keyring.note_positions') AS position FROM generate_series(1, $1::int))
       INSERT INTO keyring.notes (organization_id, added, position, text, author_id)
       SELECT 'org_acme', position, position, 'x', 'user_ada' FROM created`,
      [NOTES],
    ),
  );
  // PostgreSQL does so by itself a minute later. Without it, each read sorts all notes.
  await database.asService((query) => query('ANALYZE keyring.notes'));
  const response = await running.call('/api/notes/stream', { headers: { 'Last-Event-ID': 'unknown' } });
  expect(response.status).toBe(200);
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  const { value = '' } = (await reader?.read()) ?? {};
  await reader?.cancel();
  expect(value.split('event: note\n')).toHaveLength(NOTES + 1);
});
