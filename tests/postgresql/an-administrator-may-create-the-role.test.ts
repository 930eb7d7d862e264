import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase } from '../../dev/database/open-database.ts';
import { type PostgresServer, startPostgres } from './support/postgres-server.ts';

let postgres: PostgresServer;
let administrator: pg.Client;
beforeAll(async () => {
  postgres = await startPostgres();
  administrator = new pg.Client(postgres.url);
  await administrator.connect();
});
afterAll(async () => {
  await administrator.end();
  postgres.remove();
});

/** Creates a user with a database of its own. @returns the URL of the database */
async function createUser(name: string, option = ''): Promise<string> {
  await administrator.query(`CREATE ROLE ${name} LOGIN ${option}`);
  await administrator.query(`CREATE DATABASE ${name} OWNER ${name}`);
  const url = new URL(postgres.url);
  return Object.assign(url, { username: name, pathname: `/${name}` }).href;
}

test('a user with CREATEROLE creates the role, and another user needs only the grant', async () => {
  const first = await openDatabase({ url: await createUser('first', 'CREATEROLE') });
  const url = await createUser('second');
  await administrator.query('GRANT keyring_api TO second');
  const second = await openDatabase({ url });
  for (const database of [first, second]) {
    expect(await database.asOrganization('org_acme', (query) => query('SELECT current_user::text'))).toEqual([
      { current_user: 'keyring_api' },
    ]);
    await database.close();
  }
});

test('without the grant the start fails, and says what to grant', async () => {
  await (await openDatabase({ url: await createUser('creator', 'CREATEROLE') })).close();
  await expect(openDatabase({ url: await createUser('third') })).rejects.toThrow(
    'could not be prepared: permission denied to set role "keyring_api". As an administrator, run GRANT keyring_api TO',
  );
});
