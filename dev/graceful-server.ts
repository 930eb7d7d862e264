import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { Server as Listener } from 'node:net';
import type { Duplex } from 'node:stream';
import { addHeadersLate } from '../server/node-response.ts';

/** A server that can stop without losing a request. */
export interface GracefulServer {
  readonly server: Server;
  /** Whether {@link stop} was called. A health check then fails, so that a load balancer sends requests elsewhere. */
  readonly isStopping: () => boolean;
  /**
   * Accepts no new connection, ends event streams and sockets, whose readers connect to another process, and waits for
   * the other responses.
   *
   * @param limit after which open connections are closed, ms
   */
  stop(limit: number): Promise<void>;
}

/**
 * How long an idle connection stays open, ms: longer than proxies keep one for their next request (nginx and AWS 60 s, Google
 * Cloud 600 s). A request that meets the close of its connection is lost, and a proxy responds with 502 if it must not repeat it.
 */
const IDLE_LIMIT = 620_000;
/** How long a connection that arrives after the stop may take to send its request, ms. */
const LATE_LIMIT = 1_000;

/** Creates a server around a listener. */
export function createGracefulServer(listener: RequestListener): GracefulServer {
  /** The responses to wait for, and their connections. An event stream has no end, so it is none of them. */
  const responses = new Map<ServerResponse, Duplex>();
  const sockets = new Set<Duplex>();
  let isStopping = false;
  const server = createServer((request, response) => {
    const { socket } = request;
    responses.set(response, socket);
    addHeadersLate(response, (contentType) => {
      if (contentType?.startsWith('text/event-stream') === true) {
        responses.delete(response);
        // It was requested before the stop, and nothing else would end it.
        if (isStopping) queueMicrotask(() => response.destroy());
      }
      // The client would otherwise send its next request on a connection that is about to close.
      return isStopping ? [['Connection', 'close']] : [];
    });
    response.once('close', () => {
      responses.delete(response);
      if (isStopping) closeUnlessBusy(socket);
    });
    return listener(request, response);
  });
  server.keepAliveTimeout = IDLE_LIMIT;
  const closeUnlessBusy = (socket: Duplex): void => {
    if (![...responses.values()].includes(socket)) socket.destroy();
  };
  server.on('connection', (socket) => {
    sockets.add(socket);
    // The system accepted it before the server stopped to listen.
    const late = isStopping ? setTimeout(() => closeUnlessBusy(socket), LATE_LIMIT) : undefined;
    socket.once('close', () => {
      clearTimeout(late);
      sockets.delete(socket);
    });
  });

  return {
    server,
    isStopping: () => isStopping,
    stop: (limit) =>
      new Promise((resolve) => {
        isStopping = true;
        const timer = setTimeout(() => {
          for (const socket of sockets) socket.destroy();
        }, limit);
        // Not `server.close`: it also closes connections with a response that is written, and that a slow reader has not yet received.
        Listener.prototype.close.call(server, () => {
          clearTimeout(timer);
          resolve();
        });
        // A WebSocket has no response any more.
        for (const socket of sockets) closeUnlessBusy(socket);
      }),
  };
}
