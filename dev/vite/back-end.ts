import { resolve } from 'node:path';
import { getRequestListener } from '@hono/node-server';
import type { Connect, Plugin } from 'vite';
import { keyringMiddleware } from '../../server/node.ts';
import { describePortError } from '../describe-port-error.ts';
import type { Environment } from '../environment.ts';
import { type BackEnd, startBackEnd } from '../local-back-end.ts';
import { createAppHost, serveApp } from '../serve-app.ts';
import { buildDevelopmentWorker } from './build-worker.ts';

/** Paths of the example API, which the development server must not handle itself. */
const API_PATH = /^\/api(?:[/?]|$)/;

// After a configuration change Vite loads this file again in the same process, so the ports must be opened only once.
const running = globalThis as { __keyringBackEnd?: Promise<BackEnd> };

/** Mounts AuthKit, the API and the keyring's host in `vite` and `vite preview`. */
export function backEnd(environment: Environment): Plugin {
  const start = (): Promise<BackEnd> => {
    running.__keyringBackEnd ??= startBackEnd(environment).catch((error: unknown) => {
      throw describePortError(error, environment);
    });
    return running.__keyringBackEnd;
  };

  return {
    name: 'keyring-back-end',
    async configureServer(server) {
      const { root, logger } = server.config;
      const back = await start();
      server.middlewares.use(developmentMiddleware(back, () => buildDevelopmentWorker(root)));
      if (server.httpServer !== null) back.attachSockets(server.httpServer);
      server.httpServer?.once('listening', () => logger.info(`ready ${back.appOrigin}`));
    },
    async configurePreviewServer(server) {
      const back = await start();
      const app = serveApp(back, resolve(server.config.root, server.config.build.outDir));
      server.middlewares.use(getRequestListener(app.fetch, { overrideGlobalObjects: false }));
      back.attachSockets(server.httpServer);
    },
  };
}

function developmentMiddleware(
  back: BackEnd,
  readWorkerScript: () => Promise<string>,
): Connect.NextHandleFunction {
  const keyring = keyringMiddleware(createAppHost(back, { readWorkerScript, isDevelopment: true }));
  const api = getRequestListener(back.api.fetch, { overrideGlobalObjects: false });
  return (request, response, next) => {
    // The same origin as with `npm start`, because 127.0.0.1 would have a separate keyring.
    if (request.headers.host !== new URL(back.appOrigin).host) {
      response.writeHead(302, { Location: back.appOrigin + (request.url ?? '/') }).end();
      return;
    }
    keyring(request, response, (error) => {
      if (error === undefined && API_PATH.test(request.url ?? '')) void api(request, response);
      else next(error);
    });
  };
}
