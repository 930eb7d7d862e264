import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { CLIENT_ID, ISSUER, startJwks } from '../unit/dev/support.ts';
import { type ApiProcess, bundleApiProcess, startApiProcess } from './support/api-processes.ts';
import { type PostgresServer, startPostgres } from './support/postgres-server.ts';

/** Limit for something to become true, ms. */
const PATIENCE = 60_000;
/** Tickets of one session within 30 s, as in api-process.ts. */
const SESSION_LIMIT = 10;
/** Requests at the same time. */
const USES = 20;

let postgres: PostgresServer;
let authKit: Awaited<ReturnType<typeof startJwks>>;
let processes: [ApiProcess, ApiProcess];
const sockets: WebSocket[] = [];
beforeAll(async () => {
  [postgres, authKit] = [await startPostgres(), await startJwks()];
  const script = await bundleApiProcess();
  const environment = { DATABASE_URL: postgres.url, JWKS_URI: authKit.uri, ISSUER, CLIENT_ID };
  processes = [await startApiProcess(script, environment), await startApiProcess(script, environment)];
});
afterAll(async () => {
  for (const socket of sockets) socket.terminate();
  await Promise.all(processes.map((each) => each.kill()));
  await authKit.stop();
  postgres.remove();
});

async function ticketOf(process: ApiProcess, path: string, sub = 'user_ada'): Promise<string> {
  const response = await fetch(`${process.origin}/api/tickets`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${await authKit.sign({ sub, sid: `session_${sub}` })}` },
    body: JSON.stringify({ method: 'GET', path }),
  });
  expect(response.status).toBe(201);
  return ((await response.json()) as { ticket: string }).ticket;
}

/** Opens a presence socket at one process, with a ticket of another. */
async function connect(to: ApiProcess, from: ApiProcess, sub: string) {
  const connection = { present: [] as string[] };
  const ticket = await ticketOf(from, '/api/presence', sub);
  const url = `${to.origin.replace('http', 'ws')}/api/presence`;
  const socket = new WebSocket(url, ['keyring', `keyring.ticket.${ticket}`], { origin: 'http://app.test' });
  sockets.push(socket);
  socket.on('message', (data) => {
    const { users } = JSON.parse(String(data)) as { users: { id: string }[] };
    connection.present = users.map(({ id }) => id).toSorted();
  });
  await new Promise((opened, failed) => socket.once('open', opened).once('error', failed));
  return connection;
}

test(`R48: of ${USES} uses of a ticket at two processes at the same time, one is accepted`, async () => {
  const [a, b] = processes;
  const ticket = await ticketOf(a, '/api/me');
  const responses = await Promise.all(
    Array.from({ length: USES }, (_, index) =>
      fetch(`${(index % 2 ? a : b).origin}/api/me`, { headers: { Authorization: `Ticket ${ticket}` } }),
    ),
  );
  const statuses = responses.map(({ status }) => status).toSorted((one, other) => one - other);
  expect(statuses).toEqual([200, ...Array.from({ length: USES - 1 }, () => 401)]);
});

test('R48: two processes that issue tickets at the same time do not exceed the limit of a session', async () => {
  const Authorization = `Bearer ${await authKit.sign({ sid: 'session_limited' })}`;
  const body = JSON.stringify({ method: 'GET', path: '/api/me' });
  const issue = async (index: number): Promise<number> => {
    const { origin } = processes[index % 2 ? 0 : 1];
    const response = await fetch(`${origin}/api/tickets`, {
      method: 'POST',
      headers: { Authorization },
      body,
    });
    return response.status;
  };
  for (let index = 0; index < SESSION_LIMIT - 1; index += 1) expect(await issue(index)).toBe(201);
  const statuses = await Promise.all(Array.from({ length: USES }, (_, index) => issue(index)));
  expect(statuses.toSorted((one, other) => one - other)).toEqual([
    201,
    ...Array.from({ length: USES - 1 }, () => 429),
  ]);
});

test('a user of one process is seen at the other, and disappears after the process was killed', async () => {
  const [a, b] = processes;
  const ada = await connect(a, b, 'user_ada');
  const grace = await connect(b, a, 'user_grace');
  for (const each of [ada, grace])
    await vi.waitFor(() => expect(each.present).toEqual(['user_ada', 'user_grace']), { timeout: PATIENCE });
  await b.kill();
  await vi.waitFor(() => expect(ada.present).toEqual(['user_ada']), { timeout: PATIENCE });
});
