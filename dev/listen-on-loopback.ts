import { createServer, type Server } from 'node:http';
import type { Socket } from 'node:net';
import { getRequestListener } from '@hono/node-server';

/** A server that listens. */
export interface Listening {
  close(): Promise<void>;
}

/**
 * Serves on the loopback interface.
 *
 * @param prepare configures the server before it listens
 * @throws the socket's error: `EADDRINUSE` if the port is in use
 */
export function listenOnLoopback(
  fetch: Parameters<typeof getRequestListener>[0],
  port: number,
  prepare?: (server: Server) => void,
): Promise<Listening> {
  // This runs inside other processes (Vite, vitest), so it must not replace their global Request and Response.
  const server = createServer(getRequestListener(fetch, { overrideGlobalObjects: false }));
  prepare?.(server);
  const connections = new Set<Socket>();
  server.on('connection', (socket) => {
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve({
        close: () =>
          new Promise((closed, failed) => {
            server.close((error) => (error ? failed(error) : closed()));
            // `closeAllConnections` leaves those that have become WebSockets.
            for (const connection of connections) connection.destroy();
          }),
      });
    });
  });
}
