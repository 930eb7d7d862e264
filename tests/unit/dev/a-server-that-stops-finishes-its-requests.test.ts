import { type ClientRequest, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { createGracefulServer, type GracefulServer } from '../../../dev/graceful-server.ts';
import { close, listen } from './support.ts';

const LIMIT = 60_000;

let graceful: GracefulServer | undefined;
afterEach(async () => {
  if (graceful?.server.listening === true) await close(graceful.server);
});

/** A server whose responses the test finishes. */
async function start() {
  const arrived: ((response: ServerResponse) => void)[] = [];
  const next = (): Promise<ServerResponse> => new Promise((resolve) => arrived.push(resolve));
  graceful = createGracefulServer((_request, response) => arrived.shift()?.(response));
  const origin = await listen(graceful.server);
  return { graceful, origin, next };
}

function open(url: string): {
  sent: ClientRequest;
  response: Promise<IncomingMessage>;
  ended: Promise<string>;
} {
  const sent = request(url).end();
  const response = new Promise<IncomingMessage>((resolve, reject) => {
    sent.once('response', resolve).once('error', reject);
  });
  const ended = response.then(
    (message) =>
      new Promise<string>((resolve) => {
        let text = '';
        message.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
        });
        message.once('close', () => resolve(message.complete ? text : 'cut'));
      }),
  );
  return { sent, response, ended };
}

test('a request under way gets its whole response, and then the server has stopped', async () => {
  const { origin, next, graceful: server } = await start();
  const arriving = next();
  const first = open(origin);
  const response = await arriving;
  response.write('half');
  await first.response;
  expect(server.isStopping()).toBe(false);
  const stopped = server.stop(LIMIT);
  expect(server.isStopping()).toBe(true);
  const refused = connect(Number(new URL(origin).port), '127.0.0.1');
  await expect(
    new Promise((resolve, reject) => refused.once('connect', resolve).once('error', reject)),
  ).rejects.toThrow(/ECONNREFUSED/);
  response.end(' and half');
  expect(await first.ended).toBe('half and half');
  await stopped;
});

test('a response that waits for a slow reader is sent whole', async () => {
  const { origin, next, graceful: server } = await start();
  // More than the buffers of the system take.
  const size = 32 * 1024 * 1024;
  const arriving = next();
  const message = new Promise<IncomingMessage>((resolve, reject) => {
    request(origin).once('response', resolve).once('error', reject).end();
  });
  (await arriving).end(Buffer.alloc(size, 'x'));
  const slow = await message;
  // Its end closes the connections that are idle.
  const [quick, arrivingToo] = [open(origin), next()];
  const other = await arrivingToo;
  const stopped = server.stop(LIMIT);
  other.end('two');
  expect(await quick.ended).toBe('two');
  let received = 0;
  slow.on('data', (chunk: Buffer) => {
    received += chunk.length;
  });
  await new Promise((resolve) => slow.once('close', resolve));
  expect(received).toBe(size);
  await stopped;
});

test('an idle connection stays open for longer than a proxy keeps it', async () => {
  const { origin, next } = await start();
  const arriving = next();
  const asked = open(origin);
  (await arriving).end('one');
  const { headers } = await asked.response;
  expect(headers['keep-alive']).toBe('timeout=620');
});

test('a connection that a client would use again closes after its response', async () => {
  const { origin, next, graceful: server } = await start();
  const arriving = next();
  const socket = connect(Number(new URL(origin).port), '127.0.0.1');
  const received = new Promise<string>((resolve) => {
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk.toString();
    });
    socket.once('close', () => resolve(text));
  });
  socket.write('GET / HTTP/1.1\r\nHost: test\r\nConnection: keep-alive\r\n\r\n');
  const response = await arriving;
  const stopped = server.stop(LIMIT);
  response.end('one');
  const text = await received;
  expect(text).toMatch(/\r\nConnection: close\r\n/);
  expect(text).toContain('one');
  await stopped;
});

test('event streams, sockets and idle connections end at once', async () => {
  const { origin, next, graceful: server } = await start();
  const arriving = next();
  const stream = open(origin);
  const response = await arriving;
  response.writeHead(200, { 'Content-Type': 'text/event-stream' }).write(': open\n\n');
  await stream.response;
  const accepted = new Promise((resolve) => server.server.once('connection', resolve));
  const idle = connect(Number(new URL(origin).port), '127.0.0.1').resume();
  const idleEnded = new Promise((resolve) => idle.once('close', resolve));
  await accepted;
  const upgraded = new Promise<void>((resolve) => {
    server.server.once('upgrade', (_request, socket) => {
      socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: test\r\nConnection: Upgrade\r\n\r\n');
      resolve();
    });
  });
  const socket = connect(Number(new URL(origin).port), '127.0.0.1');
  socket.write('GET / HTTP/1.1\r\nHost: test\r\nUpgrade: test\r\nConnection: Upgrade\r\n\r\n');
  const socketEnded = new Promise((resolve) => socket.once('close', resolve));
  socket.resume();
  await upgraded;
  await server.stop(LIMIT);
  expect(await stream.ended).toBe('cut');
  await Promise.all([idleEnded, socketEnded]);
});

test('an event stream that was requested before the stop and starts after it ends at once', async () => {
  const { origin, next, graceful: server } = await start();
  const arriving = next();
  const stream = open(origin);
  const response = await arriving;
  const stopped = server.stop(LIMIT);
  response.writeHead(200, { 'Content-Type': 'text/event-stream' }).write(': open\n\n');
  await Promise.all([stopped, expect(stream.ended).rejects.toThrow()]);
});

test('a response that never ends is cut after the limit', async () => {
  const { origin, next, graceful: server } = await start();
  const arriving = next();
  const hanging = open(origin);
  (await arriving).write('half');
  await hanging.response;
  await server.stop(50);
  expect(await hanging.ended).toBe('cut');
});
