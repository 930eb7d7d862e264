import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { getRequestListener } from '@hono/node-server';
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono } from 'hono';
import type { Listening } from '../../../dev/listen-on-loopback.ts';
import type { BackEnd } from '../../../dev/local-back-end.ts';
import { createAppHost } from '../../../dev/serve-app.ts';
import { keyringMiddleware, type NodeMiddleware } from '../../../server/node.ts';
import { installPackage } from './npm-package.ts';

/** Express has no place among the development dependencies: only this test uses it. */
const EXPRESS = '5.1.0';

/** The functions of Express that this file calls. */
interface Express {
  (): RequestListener & { use(handler: NodeMiddleware): void };
  static(folder: string): NodeMiddleware;
}

/** `http.createServer` with the keyring's middleware, and an app that is a request listener. */
export function startNodeHttp(backEnd: BackEnd, port: number): Promise<Listening> {
  const keyring = createKeyring(backEnd);
  const app = getRequestListener(
    new Hono()
      .route('/', backEnd.api)
      .use(serveStatic({ root: 'dist' }))
      .get('*', async (c) => c.html(await readFile('dist/index.html', 'utf8'))).fetch,
    { overrideGlobalObjects: false },
  );
  return listen(backEnd, port, (request, response) =>
    keyring(request, response, () => void app(request, response)),
  );
}

/** Express 5 with the keyring's middleware before its own. */
export async function startExpress(backEnd: BackEnd, port: number): Promise<Listening> {
  const folder = await installPackage('express', EXPRESS);
  const { default: express }: { default: Express } = await import(
    pathToFileURL(resolve(folder, 'index.js')).href
  );
  const api = getRequestListener(backEnd.api.fetch, { overrideGlobalObjects: false });
  const app = express();
  app.use(createKeyring(backEnd));
  app.use((request, response, next) => {
    if (request.url?.startsWith('/api/')) void api(request, response);
    else next?.();
  });
  app.use(express.static(resolve('dist')));
  app.use((_request, response) => void sendPage(response));
  return listen(backEnd, port, app);
}

function createKeyring(backEnd: BackEnd): NodeMiddleware {
  const readWorkerScript = () => readFile('dist/sw.js', 'utf8');
  return keyringMiddleware(createAppHost(backEnd, { readWorkerScript }));
}

async function sendPage(response: ServerResponse<IncomingMessage>): Promise<void> {
  response.setHeader('Content-Type', 'text/html; charset=utf-8');
  response.end(await readFile('dist/index.html'));
}

function listen({ attachSockets }: BackEnd, port: number, listener: RequestListener): Promise<Listening> {
  const server = createServer(listener);
  attachSockets(server);
  return new Promise((listening, failed) => {
    server.once('error', failed);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', failed);
      listening({
        close: async () => {
          server.closeAllConnections();
          await new Promise((closed) => server.close(closed));
        },
      });
    });
  });
}
