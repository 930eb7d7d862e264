import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningApi, startApi } from './support.ts';

let running: RunningApi;
beforeAll(async () => {
  running = await startApi();
});
afterAll(() => running.stop());

const ticketFor = async (path: string, method = 'GET'): Promise<string> => {
  const response = await running.call('/api/tickets', {
    method: 'POST',
    body: JSON.stringify({ method, path }),
  });
  expect(response.status).toBe(201);
  const { ticket } = (await response.json()) as { ticket: string };
  return ticket;
};
const use = (ticket: string, path: string, method = 'GET'): Promise<Response> =>
  running.call(path, { method, headers: { Authorization: `Ticket ${ticket}` } });

test('R48: a ticket reads what its user reads, once, and has no role', async () => {
  const ticket = await ticketFor('/api/me');
  const response = await use(ticket, '/api/me');
  expect(await response.json()).toMatchObject({
    user: { id: 'user_ada' },
    organization: { slug: 'acme' },
    role: null,
  });
  expect((await use(ticket, '/api/me')).status).toBe(401);
});

test('R48: a ticket reads nothing else, and gets no other ticket', async () => {
  expect((await use(await ticketFor('/api/me'), '/api/notes')).status).toBe(401);
  expect((await use(await ticketFor('/api/notes'), '/api/notes', 'POST')).status).toBe(401);
  expect((await use(await ticketFor('/api/tickets', 'POST'), '/api/tickets', 'POST')).status).toBe(401);
});
