import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import { CloseCode, createClient } from 'graphql-ws';
import { useServer } from 'graphql-ws/use/ws';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { respondWithTicket } from '../../../server/tickets/respond-with-ticket.ts';
import { createTicketIssuer } from '../../../server/tickets/ticket-issuer.ts';
import { ticketFor } from '../../../src/client/ticket.ts';
import { close, listen } from '../dev/support.ts';

// The module that graphql-ws loads: a schema of another copy is refused.
const { buildSchema }: typeof import('graphql') = createRequire(import.meta.url)('graphql');

const OWNER = {
  organizationId: 'org_acme',
  userId: 'user_ada',
  sessionId: 'session_1',
  accessTokenExpiresAt: 1_800_000_000,
};
const GRAPHQL = '/api/graphql';

const tickets = createTicketIssuer();
let server: Server;
let sockets: WebSocketServer;
let origin: string;
/** Tickets that arrived, one for each connection. */
let arrived: unknown[];

/** A GraphQL server that knows its user from the ticket in the connection parameters. */
beforeAll(async () => {
  server = createServer();
  origin = await listen(server);
  sockets = new WebSocketServer({ server, path: GRAPHQL });
  useServer(
    {
      schema: buildSchema('type Query { organization: String! }'),
      roots: { query: { organization: (_: unknown, owner: typeof OWNER) => owner.organizationId } },
      context: ({ extra }) => ({ organizationId: Reflect.get(extra, 'organizationId') }),
      onConnect: async ({ connectionParams, extra }) => {
        const ticket = connectionParams?.ticket;
        arrived.push(ticket);
        const owner = await tickets.redeem(typeof ticket === 'string' ? ticket : undefined, {
          method: 'GET',
          path: GRAPHQL,
        });
        Object.assign(extra, owner);
        return owner !== undefined;
      },
    },
    sockets,
  );
});
afterAll(async () => {
  for (const socket of sockets.clients) socket.terminate();
  await close(server);
});

beforeEach(() => {
  arrived = [];
  vi.stubGlobal('location', new URL(`${origin}/acme/`));
  vi.stubGlobal('document', {});
  vi.stubGlobal('navigator', { serviceWorker: { controller: {} } });
  // The worker and the API: the request of the page, with the session that its token stands for.
  vi.stubGlobal('fetch', (input: RequestInfo | URL, init?: RequestInit) =>
    respondWithTicket(tickets, new Request(input, init), OWNER),
  );
});
afterEach(() => vi.unstubAllGlobals());

const connect = (connectionParams: () => Promise<Record<string, unknown>>) =>
  createClient({
    url: `${origin.replace('http', 'ws')}${GRAPHQL}`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    connectionParams,
  });

test('R48: graphql-ws connects with a ticket as an async connection parameter', async () => {
  const client = connect(async () => ({
    ticket: await ticketFor('acme', `${origin.replace('http', 'ws')}${GRAPHQL}`),
  }));
  const results = client.iterate<{ organization: string }>({ query: '{ organization }' });
  const { value } = await results.next();
  expect(value).toEqual({ data: { organization: 'org_acme' } });
  await client.dispose();
  expect(arrived).toEqual([expect.stringMatching(/^[\w-]{43}$/)]);
});

test('R48: graphql-ws is refused with a ticket that was used before', async () => {
  const ticket = await ticketFor('acme', GRAPHQL);
  expect(await tickets.redeem(ticket, { method: 'GET', path: GRAPHQL })).toEqual(OWNER);
  const results = connect(async () => ({ ticket })).iterate({ query: '{ organization }' });
  await expect(results.next()).rejects.toMatchObject({ code: CloseCode.Forbidden });
});
