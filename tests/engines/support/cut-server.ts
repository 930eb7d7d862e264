import type { Socket } from 'node:net';
import { listenOnLoopback } from '../../../dev/listen-on-loopback.ts';
import { serveApp } from '../../../dev/serve-app.ts';
import type { AppServer } from '../../support/app-server.ts';
import { startWithBackEnd } from '../../support/in-process-server.ts';
import { VAULT_SECRET } from '../../support/vault.ts';

/** A server whose connections a test can cut. */
export interface CutServer extends AppServer {
  /** Ends every connection to the app's origin: requests, streams and sockets. */
  cut(): void;
  /** Ends every connection, and each new one too, until {@link accept} is called: as if there were no network. */
  refuse(): void;
  accept(): void;
}

/** Starts the app's server in this process. */
export async function startCutServer(): Promise<CutServer> {
  const connections = new Set<Socket>();
  let isRefusing = false;
  const cut = (): void => {
    for (const connection of connections) connection.destroy();
  };
  const server = await startWithBackEnd({ VAULT_SECRET }, (backEnd, port) =>
    listenOnLoopback(serveApp(backEnd, 'dist').fetch, port, (created) => {
      backEnd.attachSockets(created);
      created.on('connection', (socket) => {
        if (isRefusing) {
          socket.destroy();
          return;
        }
        connections.add(socket);
        socket.once('close', () => connections.delete(socket));
      });
    }),
  );
  return {
    ...server,
    cut,
    refuse: () => {
      isRefusing = true;
      cut();
    },
    accept: () => {
      isRefusing = false;
    },
  };
}
