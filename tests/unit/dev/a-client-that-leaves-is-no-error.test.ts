import { createServer } from 'node:http';
import { connect } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { afterEach, expect, test } from 'vitest';
import { atOrigin } from '../../../dev/at-origin.ts';
import { close, listen, startApi } from './support.ts';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

test.each([
  ['/api/notes', 'application/json'],
  ['/api/echo', 'text/plain'],
  ['/api/organizations', 'application/json'],
  ['/api/tickets', 'application/json'],
  ['/api/tickets/download', 'application/x-www-form-urlencoded'],
  ['/api/webhooks/workos', 'application/json'],
])('a client that leaves while it sends a body to %s is not logged as an error', async (path, type) => {
  const errors: unknown[] = [];
  const running = await startApi({
    reportError: (error) => errors.push(error),
    receiveWebhook: async (request) => new Response(await request.text()),
  });
  const statuses: number[] = [];
  let received = 0;
  const fetchApi = async (request: Request): Promise<Response> => {
    received += 1;
    const response = await running.api.fetch(request);
    statuses.push(response.status);
    return response;
  };
  const server = createServer(
    getRequestListener(atOrigin({ fetch: fetchApi }, 'http://app.test'), { overrideGlobalObjects: false }),
  );
  const { port } = new URL(await listen(server));
  stops.push(
    () => close(server),
    () => running.stop(),
  );
  const socket = connect(Number(port), '127.0.0.1');
  const headers = `Host: app.test\r\nAuthorization: Bearer ${await running.sign()}\r\nContent-Type: ${type}`;
  socket.write(`POST ${path} HTTP/1.1\r\n${headers}\r\nContent-Length: 100\r\n\r\n{"te`);
  await expect.poll(() => received).toBe(1);
  socket.destroy();
  await expect.poll(() => statuses).toHaveLength(1);
  expect(statuses).not.toContain(500);
  expect(errors).toEqual([]);
});
