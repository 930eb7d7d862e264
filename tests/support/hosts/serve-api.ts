import { type Listening, listenOnLoopback } from '../../../dev/listen-on-loopback.ts';
import type { BackEnd } from '../../../dev/local-back-end.ts';
import { onFreePorts } from '../free-ports.ts';

/** The API of the app's origin on a port of its own, for a host that is another process and forwards to it. */
export function serveApi({ api, attachSockets }: BackEnd): Promise<Listening & { readonly port: number }> {
  return onFreePorts(async (port) => ({
    port,
    ...(await listenOnLoopback(api.fetch, port, attachSockets)),
  }));
}
