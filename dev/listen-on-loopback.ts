import { createServer, type Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';

/** A server that listens. */
export interface Listening {
  close(): Promise<void>;
}

/**
 * Serves on the loopback interface.
 *
 * @param prepare sets what the server needs before it listens
 * @throws the error of the socket: `EADDRINUSE` when the port is taken
 */
export function listenOnLoopback(
  fetch: Parameters<typeof getRequestListener>[0],
  port: number,
  prepare?: (server: Server) => void,
): Promise<Listening> {
  // This runs inside other people's processes (Vite, vitest): their Request and Response stay their own.
  const server = createServer(getRequestListener(fetch, { overrideGlobalObjects: false }));
  prepare?.(server);
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve({
        close: () =>
          new Promise((closed, failed) => {
            server.close((error) => (error ? failed(error) : closed()));
            server.closeAllConnections();
          }),
      });
    });
  });
}
