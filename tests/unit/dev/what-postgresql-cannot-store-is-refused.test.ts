import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSqlStorage } from '../../../dev/api/sql-storage.ts';
import { LOCAL_WEBHOOK_SECRET } from '../../../dev/authkit/index.ts';
import { createDatabase } from '../../../dev/database/database.ts';
import { migrate } from '../../../dev/database/migrate.ts';
import { openPglite } from '../../../dev/database/pglite-driver.ts';
import { readEnvironment } from '../../../dev/environment.ts';
import { receiveWebhooks } from '../../../dev/webhooks.ts';
import { createTicketIssuer } from '../../../server/tickets/ticket-issuer.ts';
import { PushBrowser } from '../support/push.ts';
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
  const storage = createSqlStorage(createDatabase(driver));
  const tickets = createTicketIssuer({ store: storage.tickets });
  const parts = { storage, tickets, observe: () => {}, reportError: () => {} };
  const { push, receiveWebhook } = receiveWebhooks(readEnvironment({ STATE: 'memory' }), parts);
  if (receiveWebhook === undefined) throw new Error('The API receives no webhooks.');
  running = await startApi({
    storage,
    tickets,
    push,
    receiveWebhook,
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

test.each(['id', 'user_id', 'organization_id', 'data.id'])(
  'a webhook with NUL in %s is 400',
  async (name) => {
    const of = (member: string): string => (member === name ? 'a\0b' : `${member}_1`);
    const data = { id: of('data.id'), user_id: of('user_id'), organization_id: of('organization_id') };
    const body = JSON.stringify({ id: of('id'), event: 'session.revoked', data });
    const at = Date.now();
    const signature = createHmac('sha256', LOCAL_WEBHOOK_SECRET).update(`${at}.${body}`).digest('hex');
    const headers = { 'WorkOS-Signature': `t=${at}, v1=${signature}` };
    const response = await running.api.request('/api/webhooks/workos', { method: 'POST', headers, body });
    expect(response.status).toBe(400);
  },
);

test('a push subscription with NUL is 400', async () => {
  const browser = new PushBrowser('https://fcm.googleapis.com/fcm/send/1');
  const replaces = { ...JSON.parse(JSON.stringify(browser)), replaces: 'a\0b' };
  const send = (method: string, body: unknown) =>
    running.call('/api/push', { method, body: JSON.stringify(body) });
  expect((await send('POST', replaces)).status).toBe(400);
  expect((await send('DELETE', { endpoint: 'a\0b' })).status).toBe(400);
  expect((await send('POST', browser)).status).toBe(204);
  expect((await send('DELETE', { endpoint: browser.endpoint })).status).toBe(204);
});
