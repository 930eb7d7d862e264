import type { Hono } from 'hono';
import { readEnvironment } from '../../dev/environment.ts';
import { type Listening, listenOnLoopback } from '../../dev/listen-on-loopback.ts';
import { type BackEnd, startBackEnd } from '../../dev/local-back-end.ts';
import type { AppServer, ServerEnvironment } from './app-server.ts';
import { CREDENTIALS } from './credentials.ts';
import { onFreePorts } from './free-ports.ts';

/**
 * An instance in this process, for what a test changes about the app that `npm start` serves.
 *
 * @param createApp creates the app's origin with its back ends
 */
export function startInProcess(
  environment: ServerEnvironment,
  createApp: (backEnd: BackEnd) => Hono,
): Promise<AppServer> {
  return startWithBackEnd(environment, (backEnd, port) =>
    listenOnLoopback(createApp(backEnd).fetch, port, backEnd.attachSockets),
  );
}

/**
 * The back ends in this process, and any server for the app's origin.
 *
 * @param serve starts the server of the app's origin
 */
export function startWithBackEnd(
  environment: ServerEnvironment,
  serve: (backEnd: BackEnd, port: number) => Promise<Listening>,
): Promise<AppServer> {
  return onFreePorts(async (port) => {
    const backEnd = await startBackEnd(
      readEnvironment({ STATE: 'memory', CREDENTIALS, ...environment, PORT: `${port}` }),
    );
    const app = await serve(backEnd, port).catch(async (error: unknown) => {
      await backEnd.close();
      throw error;
    });
    return {
      port,
      origin: backEnd.appOrigin,
      authKitOrigin: backEnd.configuration.authKitOrigin,
      otherApiOrigin: `http://127.0.0.1:${port + 2}`,
      pid: undefined,
      stop: async () => {
        await Promise.all([app.close(), backEnd.close()]);
      },
    };
  });
}
