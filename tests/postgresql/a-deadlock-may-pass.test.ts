import { afterAll, beforeAll, expect, test } from 'vitest';
import { UnavailableError } from '../../dev/api/unavailable-error.ts';
import type { Database } from '../../dev/database/database.ts';
import { openDatabase } from '../../dev/database/open-database.ts';
import { type PostgresServer, startPostgres } from './support/postgres-server.ts';

let postgres: PostgresServer;
let database: Database;
beforeAll(async () => {
  postgres = await startPostgres();
  database = await openDatabase({ url: postgres.url });
});
afterAll(async () => {
  await database.close();
  postgres.remove();
});

test('of two transactions that wait for each other, one succeeds, and the other may be sent again', async () => {
  await database.asService((query) => query(`INSERT INTO keyring.webhook_events (id) VALUES ('a'), ('b')`));
  let locked = 0;
  let go = (): void => {};
  const bothHaveLocked = new Promise<void>((resolve) => {
    go = resolve;
  });
  const change = (first: string, second: string): Promise<string> =>
    database.asService(async (query) => {
      const lock = (id: string) =>
        query('UPDATE keyring.webhook_events SET received_at = now() WHERE id = $1', [id]);
      await lock(first);
      locked += 1;
      if (locked === 2) go();
      await bothHaveLocked;
      await lock(second);
      return 'changed';
    });
  const outcomes = await Promise.allSettled([change('a', 'b'), change('b', 'a')]);
  expect(outcomes).toEqual(
    expect.arrayContaining([
      { status: 'fulfilled', value: 'changed' },
      { status: 'rejected', reason: expect.any(UnavailableError) },
    ]),
  );
});
