import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { createLocalPresence } from '../../../dev/api/presence.ts';
import { attachPresence, type PresenceSocketOptions } from '../../../dev/api/presence-socket.ts';
import type { OrganizationDirectory } from '../../../dev/organization-directory.ts';
import { createTicketIssuer } from '../../../server/tickets/ticket-issuer.ts';
import { socketProtocols } from '../../../src/protocol/ticket.ts';
import { close, directory, listen } from './support.ts';

const ORIGIN = 'https://app.test';
const tickets = createTicketIssuer();
const options: PresenceSocketOptions = {
  tickets,
  presence: createLocalPresence(),
  directory,
  origins: [ORIGIN],
  isSessionActive: () => true,
  now: Date.now,
};

const server = createServer();
let current: OrganizationDirectory = directory;
let address: URL;
beforeEach(async () => {
  if (server.listenerCount('upgrade') === 0)
    attachPresence(server, { ...options, directory: { ...directory, user: (id) => current.user(id) } });
  address = new URL(await listen(server));
});
afterEach(() => close(server));

// A listener that throws ends the process.
test.each(['//', '//x:99999/', 'http://[/x', '*', '/api/other'])('the target %j gets 404', (url) => {
  const upgrades = new EventEmitter();
  attachPresence(upgrades, options);
  const socket = new PassThrough();
  const request: Partial<IncomingMessage> = { url, method: 'GET', headers: { upgrade: 'websocket' } };
  upgrades.emit('upgrade', request, socket, Buffer.alloc(0));
  expect(String(socket.read())).toMatch(/^HTTP\/1\.1 404 /);
});

test('a refused connection is closed, also if its other side never closes it', async () => {
  const client = connect({ port: Number(address.port), host: '127.0.0.1', allowHalfOpen: true });
  client.write('GET /api/other HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
  client.resume();
  await once(client, 'end');
  const open = () =>
    new Promise<number>((resolve) => server.getConnections((_error, count) => resolve(count)));
  await expect.poll(open).toBe(0);
  client.destroy();
});

test('a user is present without a name while the directory is not reachable', async () => {
  current = { ...directory, user: () => Promise.reject(new Error('WorkOS is not reachable.')) };
  const issued = await tickets.issue(
    {
      organizationId: 'org_acme',
      userId: 'user_ada',
      sessionId: 'session_1',
      accessTokenExpiresAt: Date.now() / 1000 + 300,
    },
    { method: 'GET', path: '/api/presence' },
  );
  const ticket = issued.type === 'issued' ? issued.ticket : '';
  const socket = new WebSocket(`ws://${address.host}/api/presence`, socketProtocols(ticket), {
    origin: ORIGIN,
  });
  const [message] = await once(socket, 'message');
  expect(JSON.parse(String(message))).toEqual({
    type: 'presence',
    users: [{ id: 'user_ada', name: null }],
  });
  socket.terminate();
});

describe('a request that offers another protocol, as `curl --http2` does', () => {
  const PAGE = 'x'.repeat(1_000_000);
  const ask = async (more = ''): Promise<string> => {
    server.removeAllListeners('request').on('request', (request, response) => {
      response.writeHead(200, { 'Content-Type': 'text/plain' }).end(`${request.url} ${PAGE}`);
    });
    const client = connect(Number(address.port), '127.0.0.1');
    client.write(
      `GET /acme/?a=1 HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n${more}\r\n`,
    );
    let text = '';
    // The server closes the connection, from which it could not read another request.
    for await (const chunk of client) text += String(chunk);
    return text;
  };

  test('is served as if it offered none', async () => {
    const text = await ask();
    expect(text).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(text).toContain(`/acme/?a=1 ${PAGE}`);
    expect(text).toContain('Connection: close');
  });

  test('is refused if it has a body, which Node cannot read any more', async () => {
    expect(await ask('Content-Length: 2\r\n')).toMatch(/^HTTP\/1\.1 404 /);
  });
});
