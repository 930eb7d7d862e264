import { type Listening, listenOnLoopback } from '../listen-on-loopback.ts';
import type { AuthKit } from './index.ts';

/**
 * Serves a local AuthKit on the loopback interface.
 *
 * @throws the error of the socket: `EADDRINUSE` when the port is taken
 */
export function listen(authKit: AuthKit, port: number): Promise<Listening> {
  return listenOnLoopback(
    (request, bindings) => authKit.fetch(request, bindings),
    port,
    // One request per connection. A browser quietly sends a request again when a connection that it has used before
    // is dropped under it: a `drop` fault would then not be seen, or act twice.
    (server) => {
      server.maxRequestsPerSocket = 1;
    },
  );
}
