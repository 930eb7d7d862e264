import { type Listening, listenOnLoopback } from '../listen-on-loopback.ts';
import type { AuthKit } from './index.ts';

/**
 * Serves a local AuthKit on the loopback interface.
 *
 * @throws the socket's error: `EADDRINUSE` if the port is in use
 */
export function listen(authKit: AuthKit, port: number): Promise<Listening> {
  return listenOnLoopback(
    (request, bindings) => authKit.fetch(request, bindings),
    port,
    // One request per connection. A browser silently repeats a request if a reused connection is dropped. A `drop`
    // fault would then be hidden or apply twice.
    (server) => {
      server.maxRequestsPerSocket = 1;
    },
  );
}
