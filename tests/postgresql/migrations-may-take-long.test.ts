import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase } from '../../dev/database/open-database.ts';
import { type PostgresServer, startPostgres } from './support/postgres-server.ts';

let postgres: PostgresServer;
let migrations: string;
beforeAll(async () => {
  postgres = await startPostgres();
  migrations = await mkdtemp(join(tmpdir(), 'keyring-migrations-'));
  await cp('dev/api/migrations', migrations, { recursive: true });
});
afterAll(async () => {
  postgres.remove();
  await rm(migrations, { recursive: true });
});

test('a migration may take longer than a statement of a request, and another process waits for it', async () => {
  const table =
    'CREATE TABLE IF NOT EXISTS keyring.applied (at timestamptz); INSERT INTO keyring.applied VALUES (now());';
  await writeFile(join(migrations, '9999-slow.sql'), `SELECT pg_sleep(6); ${table}`);
  const databases = await Promise.all([1, 2].map(() => openDatabase({ url: postgres.url }, migrations)));
  const client = new pg.Client(postgres.url);
  await client.connect();
  const { rows } = await client.query('SELECT count(*)::int AS times FROM keyring.applied');
  expect(rows).toEqual([{ times: 1 }]);
  await client.end();
  await Promise.all(databases.map((database) => database.close()));
});
