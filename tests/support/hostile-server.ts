import { Hono } from 'hono';
import type { BackEnd } from '../../dev/local-back-end.ts';
import { serveApp } from '../../dev/serve-app.ts';
import type { VaultMode } from '../../src/protocol/configuration.ts';
import type { AppServer } from './app-server.ts';
import { startInProcess } from './in-process-server.ts';

/** A document of the app's own origin that belongs to the attacker and has no policy; `?coop`: with the app's opener policy. */
export const HOSTILE_DOCUMENT = '/hostile.html';

/** What the origin's documents lack, for the tests that show that the attack works without it. */
export type Weakness = 'none' | 'frames' | 'openers' | 'content-policy' | 'policy';

const HEADERS_WITHOUT: Readonly<Record<Weakness, readonly string[]>> = {
  none: [],
  frames: ['Content-Security-Policy', 'X-Frame-Options'],
  openers: ['Cross-Origin-Opener-Policy'],
  'content-policy': ['Content-Security-Policy'],
  policy: ['Content-Security-Policy', 'Connection-Allowlist'],
};

/** Scripts that run first in each document and in the worker, for browsers whose driver cannot add them. */
export interface FirstScripts {
  readonly page: string;
  readonly worker: string;
}

/** How the app is served to its attackers. */
export interface HostileOptions {
  readonly weakness: Weakness;
  readonly first?: FirstScripts | undefined;
  readonly vault?: VaultMode;
  /** Responses of the origin that replace those of the app, by path. */
  readonly answersInstead?: ReadonlyMap<string, object>;
}

/** Where first scripts send what they record. */
export const RECORDED_PATH = '/recorded';
const FIRST_SCRIPT = '/first-script.js';

/** The built app in this process, with the attacker's document on its origin. */
export function startHostileServer(options: HostileOptions): Promise<AppServer> {
  const { vault } = options;
  return startInProcess(vault === undefined ? {} : { VAULT: vault }, (backEnd) =>
    createHostileApp(backEnd, options),
  );
}

function createHostileApp(backEnd: BackEnd, { weakness, first, answersInstead }: HostileOptions): Hono {
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
    const answer = answersInstead?.get(c.req.path);
    if (answer === undefined) await next();
    else c.res = c.json(answer);
    if (c.req.path !== '/sw.js') for (const name of HEADERS_WITHOUT[weakness]) c.res.headers.delete(name);
  });
  app.route('/', serveApp(backEnd, 'dist'));
  return app;
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
