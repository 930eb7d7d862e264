import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { AuthKit } from './index.ts';

/**
 * Serves a local AuthKit on the loopback interface.
 *
 * @throws the error of the socket: `EADDRINUSE` when the port is taken
 */
export function listen(authKit: AuthKit, port: number): Promise<{ close(): Promise<void> }> {
  const server = createServer(
    getRequestListener((request, bindings) => authKit.fetch(request, bindings), {
      // This runs inside other people's processes (Vite, vitest): their Request and Response stay their own.
      overrideGlobalObjects: false,
    }),
  );
  // One request per connection. A browser quietly sends a request again when a connection that it has used before
  // is dropped under it: a `drop` fault would then not be seen, or act twice.
  server.maxRequestsPerSocket = 1;

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
