import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { atOrigin } from '../../../dev/at-origin.ts';
import { close, listen } from './support.ts';

const ORIGIN = 'https://app.example.com';

let server: Server;
beforeEach(async () => {
  const app = new Hono().all('*', async (c) => c.json([c.req.method, c.req.url, await c.req.text()]));
  server = createServer(
    getRequestListener(atOrigin(app, ORIGIN), {
      overrideGlobalObjects: false,
      hostname: 'app.example.com',
    }),
  );
  await listen(server);
});
afterEach(() => close(server));

/** Sends a request as bytes, and returns the whole response. */
function send(request: string): Promise<string> {
  const { port } = server.address() as AddressInfo;
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(port, '127.0.0.1', () => socket.end(request));
    socket
      .on('data', (chunk: Buffer) => {
        text += chunk.toString();
      })
      .on('error', reject)
      .on('close', () => resolve(text));
  });
}

test('TRACE is refused, and its headers are not repeated', async () => {
  const response = await send(
    'TRACE /api/notes HTTP/1.1\r\nHost: x\r\nCookie: secret\r\nConnection: close\r\n\r\n',
  );
  expect(response).toMatch(/^HTTP\/1\.1 405 /);
  expect(response).toMatch(/\r\nallow: GET, HEAD, POST/i);
  expect(response).not.toContain('secret');
});

test.each([
  ['another host', 'GET /a?b=c HTTP/1.1\r\nHost: evil.test\r\nX-Forwarded-Host: evil.test\r\n', '/a?b=c'],
  ['the absolute form', 'GET http://evil.test/a HTTP/1.1\r\nHost: evil.test\r\n', '/a'],
  ['a path that begins like a host', 'GET //evil.test/a HTTP/1.1\r\nHost: x\r\n', '//evil.test/a'],
  ['HTTP/1.0 without a host', 'GET /healthz HTTP/1.0\r\n', '/healthz'],
])('%s: the app sees its own origin', async (_, head, path) => {
  const response = await send(`${head}Connection: close\r\n\r\n`);
  expect(response).toMatch(/^HTTP\/1\.1 200 /);
  expect(response).toContain(JSON.stringify(['GET', ORIGIN + path, '']));
});

test('the body arrives', async () => {
  const response = await send(
    'POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nConnection: close\r\n\r\nbody',
  );
  expect(response).toContain(JSON.stringify(['POST', `${ORIGIN}/a`, 'body']));
});
