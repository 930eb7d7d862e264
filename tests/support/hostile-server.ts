import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { readEnvironment } from '../../dev/environment.ts';
import { startBackEnd } from '../../dev/local-back-end.ts';
import { serveApp } from '../../dev/serve-app.ts';
import type { VaultMode } from '../../src/protocol/configuration.ts';
import type { AppServer } from './app-server.ts';
import { findFreePorts } from './free-ports.ts';

/** A document of the app's own origin that belongs to the attacker and has no policy; `?coop`: with the app's opener policy. */
export const HOSTILE_DOCUMENT = '/hostile.html';

/** What the origin's documents lack, for the tests that show that the attack works without it. */
export type Weakness = 'none' | 'frames' | 'openers' | 'policy';

const HEADERS_WITHOUT: Readonly<Record<Weakness, readonly string[]>> = {
  none: [],
  frames: ['Content-Security-Policy', 'X-Frame-Options'],
  openers: ['Cross-Origin-Opener-Policy'],
  policy: ['Content-Security-Policy'],
};

/** What runs before all else, for the tests of browsers that cannot be told to: in each document, and in the worker. */
export interface FirstScripts {
  readonly page: string;
  readonly worker: string;
}

/** How the app is served to its attackers. */
export interface HostileOptions {
  readonly weakness: Weakness;
  readonly first?: FirstScripts | undefined;
  readonly vault?: VaultMode;
}

/** Where first scripts send what they record. */
export const RECORDED_PATH = '/recorded';
const FIRST_SCRIPT = '/first-script.js';

/** The built app in this process, with the attacker's document on its origin. */
export async function startHostileServer({ weakness, first, vault }: HostileOptions): Promise<AppServer> {
  const port = await findFreePorts();
  const backEnd = await startBackEnd(readEnvironment({ PORT: String(port), VAULT: vault }));
  const app = new Hono();
  app.get(HOSTILE_DOCUMENT, (c) =>
    c.html('<!doctype html><title>Hostile</title><h1>Hostile</h1>', 200, {
      'Cache-Control': 'no-store',
      'Cross-Origin-Opener-Policy': c.req.query('coop') === undefined ? 'unsafe-none' : 'same-origin',
    }),
  );
  if (first !== undefined) {
    app.get(FIRST_SCRIPT, (c) => c.body(first.page, 200, { 'Content-Type': 'text/javascript' }));
    app.post(RECORDED_PATH, async (c) => {
      // Read to its end: what is not read, Node throws away.
      await c.req.text();
      return c.body(null, 204);
    });
    app.use(async (c, next) => {
      await next();
      c.res = await withFirstScript(c.req.path, c.res, first);
    });
  }
  app.use(async (c, next) => {
    await next();
    if (c.req.path !== '/sw.js') for (const name of HEADERS_WITHOUT[weakness]) c.res.headers.delete(name);
  });
  app.route('/', serveApp(backEnd, 'dist'));
  const http = createServer(getRequestListener(app.fetch, { overrideGlobalObjects: false }));
  await new Promise<void>((resolve) => http.listen(port, '127.0.0.1', resolve));
  return {
    port,
    origin: backEnd.appOrigin,
    authKitOrigin: backEnd.configuration.authKitOrigin,
    otherApiOrigin: `http://127.0.0.1:${port + 2}`,
    stop: async () => {
      http.closeAllConnections();
      await Promise.all([backEnd.close(), new Promise((resolve) => http.close(resolve))]);
    },
  };
}

async function withFirstScript(path: string, response: Response, first: FirstScripts): Promise<Response> {
  const isDocument = response.headers.get('Content-Type')?.startsWith('text/html') === true;
  const isWorker = path === '/sw.js' && response.ok;
  if (!isDocument && !isWorker) return response;
  const text = await response.text();
  const changed = isWorker
    ? `${first.worker}\n${text}`
    : text.replace('<head>', `<head><script src="${FIRST_SCRIPT}"></script>`);
  const { status, headers } = response;
  headers.delete('Content-Length');
  return new Response(changed, { status, headers });
}
