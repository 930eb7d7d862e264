import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createMemoryStorage } from '../../../dev/api/index.ts';
import type { MessageBus } from '../../../dev/api/message-bus.ts';
import { LOCAL_WEBHOOK_SECRET } from '../../../dev/authkit/index.ts';
import { readEnvironment } from '../../../dev/environment.ts';
import { receiveWebhooks } from '../../../dev/webhooks.ts';
import { createTicketIssuer } from '../../../server/tickets/ticket-issuer.ts';
import { type RunningApi, startApi } from './support.ts';

let running: RunningApi;
let errors: unknown[];
/** Replaced by a test. */
let publish: MessageBus['publish'];
beforeEach(async () => {
  errors = [];
  const memory = createMemoryStorage();
  publish = memory.messages.publish;
  const messages = {
    ...memory.messages,
    publish: (...given: Parameters<typeof publish>) => publish(...given),
  };
  const storage = { ...memory, messages };
  const tickets = createTicketIssuer({ store: storage.tickets });
  const environment = readEnvironment({ STATE: 'memory', PORT: '4173' });
  const { receiveWebhook } = receiveWebhooks(environment, {
    storage,
    tickets,
    observe: () => {},
    reportError: (error) => errors.push(error),
  });
  if (receiveWebhook === undefined) throw new Error('The API receives no webhooks.');
  running = await startApi({ storage, tickets, receiveWebhook });
});
afterEach(() => running.stop());

const requestTicket = (token = {}): Promise<Response> =>
  running.call(
    '/api/tickets',
    { method: 'POST', body: JSON.stringify({ method: 'GET', path: '/api/me' }) },
    token,
  );

/** A ticket for `GET /api/me`. @returns a function that uses it, with the status of the response */
async function ticketOf(token: object): Promise<() => Promise<number>> {
  const { ticket }: { ticket: string } = await (await requestTicket(token)).json();
  return async () =>
    (await running.call('/api/me', { headers: { Authorization: `Ticket ${ticket}` } })).status;
}

async function sendWebhook(event: string, data: object, status = 200): Promise<void> {
  const body = JSON.stringify({ id: 'event_1', event, data });
  const at = Date.now();
  const signature = createHmac('sha256', LOCAL_WEBHOOK_SECRET).update(`${at}.${body}`).digest('hex');
  const headers = { 'WorkOS-Signature': `t=${at}, v1=${signature}` };
  const response = await running.api.request('/api/webhooks/workos', { method: 'POST', headers, body });
  expect(response.status).toBe(status);
}

const IN_ACME = { sid: 'session_1', org_id: 'org_acme' };
const IN_GLOBEX = { sid: 'session_2', org_id: 'org_globex' };

test.each([
  [
    'a revoked session',
    'session.revoked',
    { id: 'session_1', user_id: 'user_ada', organization_id: 'org_acme' },
    { acme: 401, globex: 200 },
  ],
  [
    'a deleted membership',
    'organization_membership.deleted',
    { id: 'om_1', user_id: 'user_ada', organization_id: 'org_acme' },
    { acme: 401, globex: 200 },
  ],
  ['a deleted user', 'user.deleted', { id: 'user_ada' }, { acme: 401, globex: 401 }],
  ['a deleted user who is another one', 'user.deleted', { id: 'user_grace' }, { acme: 200, globex: 200 }],
])('R48: %s: outstanding tickets of it are refused', async (_what, event, data, statuses) => {
  const [inAcme, inGlobex] = [await ticketOf(IN_ACME), await ticketOf(IN_GLOBEX)];
  await sendWebhook(event, data);
  expect({ acme: await inAcme(), globex: await inGlobex() }).toEqual(statuses);
});

test('R48: a revoked session gets no new ticket, even with an access token that is still valid', async () => {
  await sendWebhook('session.revoked', { id: 'session_1', user_id: 'user_ada', organization_id: 'org_acme' });
  expect((await requestTicket(IN_ACME)).status).toBe(403);
  expect((await requestTicket(IN_GLOBEX)).status).toBe(201);
});

test('an event that could not be handled is logged with its reason', async () => {
  const failure = new Error('The database is not reachable.');
  publish = () => Promise.reject(failure);
  await sendWebhook('user.deleted', { id: 'user_ada' }, 500);
  expect(errors).toEqual([failure]);
});
