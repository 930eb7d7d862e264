import { type IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/** Whether a request offers a protocol that this server does not speak, such as `h2c` of Java's client and of `curl --http2`. */
export function isOtherUpgrade({ headers }: IncomingMessage): boolean {
  const hasBody = headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;
  // Node gives the connection away with the request, so a body could not be read any more.
  return headers.upgrade?.toLowerCase() !== 'websocket' && !hasBody;
}

/**
 * Serves a request as if it offered no other protocol (RFC 9110 §7.8: a server may ignore the offer). Node takes every request
 * with `Upgrade` from a server that has a listener for it, and makes no response.
 *
 * @param serve the listener of ordinary requests
 */
export function declineUpgrade(
  request: IncomingMessage,
  socket: Duplex,
  serve: (request: IncomingMessage, response: ServerResponse) => unknown,
): void {
  // The browser may disconnect at any time.
  socket.on('error', () => socket.destroy());
  const response = new ServerResponse(request);
  // The connection is no longer one of the HTTP server, which could not read another request from it.
  response.shouldKeepAlive = false;
  response.assignSocket(request.socket);
  socket.on('drain', () => response.emit('drain'));
  response.once('finish', () => {
    socket.once('finish', () => socket.destroy());
    socket.end();
  });
  serve(request, response);
}
