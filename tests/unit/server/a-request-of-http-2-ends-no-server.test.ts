import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { connect, createServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { keyringMiddleware } from '../../../server/node.ts';
import { createHandler, WORKER_LOAD } from './host.ts';

/** A status that no server sends: the listener threw, which ends a process of Node. */
const THREW = 599;

/** Sends one request to a server of Node's HTTP/2, with the keyring before an app that responds with 200. */
async function ask(headers: Readonly<Record<string, string>>): Promise<{ status: unknown; body: string }> {
  const keyring = keyringMiddleware(createHandler());
  const server = createServer((request, response) => {
    // Express and Connect pass the objects of the compatibility API in the same way.
    const message = request as unknown as IncomingMessage;
    const answer = response as unknown as ServerResponse;
    try {
      keyring(message, answer, () => answer.writeHead(200).end('app'));
    } catch {
      answer.writeHead(THREW).end();
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  try {
    const stream = client.request({ ...WORKER_LOAD, ...headers });
    stream.end();
    const [received] = await once(stream, 'response');
    let body = '';
    for await (const part of stream) body += String(part);
    return { status: received[':status'], body };
  } finally {
    client.destroy();
    server.close();
  }
}

test('a path of the app is the script', async () => {
  const { status, body } = await ask({ ':path': '/sw.js' });
  expect(status).toBe(200);
  expect(body).toContain('__keyringHost');
});

test.each([
  ['a path that adds a host to the origin', { ':scheme': 'x', ':path': 'x:.elsewhere.test/sw.js' }],
  ['a path that makes the origin a user', { ':scheme': 'x', ':path': 'x:@elsewhere.test/sw.js' }],
  ['a path that adds a port', { ':scheme': 'x', ':path': 'x::80@elsewhere.test/sw.js' }],
  ['a method that is only GET after a change', { ':method': 'get', ':path': '/sw.js' }],
  ['a method that no Request has', { ':method': 'trace', ':path': '/sw.js' }],
])('%s is left to the app, and ends no process', async (_what, headers) => {
  expect(await ask(headers)).toEqual({ status: 200, body: 'app' });
});
