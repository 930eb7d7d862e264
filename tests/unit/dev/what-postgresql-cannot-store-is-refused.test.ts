import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSqlStorage } from '../../../dev/api/sql-storage.ts';
import { createDatabase } from '../../../dev/database/database.ts';
import { migrate } from '../../../dev/database/migrate.ts';
import { openPglite } from '../../../dev/database/pglite-driver.ts';
import { directory, type RunningApi, startApi } from './support.ts';

let running: RunningApi;
const created: string[] = [];
beforeAll(async () => {
  const driver = await openPglite();
  await migrate(driver, 'dev/api/migrations');
  const createOrganization = async ({ name, slug }: { name: string; slug: string }) => {
    created.push(name);
    return { id: `org_${created.length}`, slug, name };
  };
  running = await startApi({
    storage: createSqlStorage(createDatabase(driver)),
    directory: { ...directory, createOrganization },
  });
}, 120_000);
afterAll(async () => {
  await running.stop();
  await running.storage.close();
});

const create = (name: string, key: string) =>
  running.call('/api/organizations', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key },
    body: JSON.stringify({ name }),
  });

test.each(['a\0b', 'a\ud800b'])(
  'the text %j is 422, as a note and as the name of an organization',
  async (text) => {
    expect((await running.post(text)).status).toBe(422);
    expect((await create(text, 'key')).status).toBe(422);
    expect(created).toEqual([]);
  },
);

test('a key that is too long for an index is 400, and creates nothing', async () => {
  const key = Array.from({ length: 300 }, () => crypto.randomUUID()).join('');
  const response = await create('Long', key);
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ code: 'idempotency_key_invalid' });
  expect(created).toEqual([]);
});
