import { resolve } from 'node:path';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import type { Connect, Plugin } from 'vite';
import { createKeyringHost } from '../../server/keyring-host.ts';
import { PROBE_COOKIES } from '../../server/probe.ts';
import { isWorkerLoad } from '../../server/script-request.ts';
import { documentHeaders } from '../../server/security-headers.ts';
import type { Environment } from '../environment.ts';
import { type BackEnd, startBackEnd } from '../local-back-end.ts';
import { manifestsOf, serveApp } from '../serve-app.ts';
import { buildDevelopmentWorker } from './build-worker.ts';

/** The paths of the back end, which Vite must not serve. */
const OWN_PATHS = /^\/(?:api|auth\/callback|auth\/jwks|manifest|sw\.js)(?:\/|$)/;

// A change of the configuration makes Vite load this file again, in the same process: the ports are taken once.
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
      server.httpServer?.once('listening', () => logger.info(`ready ${back.appOrigin}`));
    },
    async configurePreviewServer(server) {
      const back = await start();
      const app = serveApp(back, resolve(server.config.root, server.config.build.outDir));
      server.middlewares.use(getRequestListener(app.fetch, { overrideGlobalObjects: false }));
    },
  };
}

function developmentMiddleware(
  back: BackEnd,
  readWorkerScript: () => Promise<string>,
): Connect.NextHandleFunction {
  const { configuration, authKitJwksUri, vaultSecrets, api } = back;
  const app = new Hono();
  app.route(
    '/',
    createKeyringHost({ configuration, authKitJwksUri, vaultSecrets, readWorkerScript, isDevelopment: true }),
  );
  app.route('/', manifestsOf(back));
  app.route('/', api);
  const listener = getRequestListener(app.fetch, { overrideGlobalObjects: false });
  const headers = Object.entries(documentHeaders(configuration, { isDevelopment: true }));
  return (request, response, next) => {
    // The same origin as with `npm start`: a keyring begun at 127.0.0.1 would be a second one.
    if (request.headers.host !== new URL(back.appOrigin).host) {
      response.writeHead(302, { Location: back.appOrigin + (request.url ?? '/') }).end();
      return;
    }
    const isWorker = isWorkerLoad({ get: (name) => header(request, name) });
    // The path alone: a query may hold anything.
    const [path = ''] = (request.url ?? '').split('?');
    if (isWorker || OWN_PATHS.test(path)) {
      void listener(request, response);
      return;
    }
    for (const [name, value] of headers) response.setHeader(name, value);
    if (configuration.vault === 'sealed' && request.headers['sec-fetch-dest'] === 'document')
      response.setHeader('Set-Cookie', PROBE_COOKIES);
    next();
  };
}

function header({ headers }: Connect.IncomingMessage, name: string): string | null {
  const value = headers[name.toLowerCase()];
  return typeof value === 'string' ? value : null;
}

function describePortError(error: unknown, { port, authKitPort }: Environment): unknown {
  if (!(error instanceof Error) || !('code' in error) || error.code !== 'EADDRINUSE') return error;
  return new Error(
    `A port is taken: the app needs ${port} and ${port + 2}, AuthKit needs ${authKitPort}. Stop what uses it, or set PORT.`,
  );
}
