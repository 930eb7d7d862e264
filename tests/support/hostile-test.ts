import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { readEnvironment } from '../../dev/environment.ts';
import { startBackEnd } from '../../dev/local-back-end.ts';
import { serveApp } from '../../dev/serve-app.ts';
import type { AppServer } from './app-server.ts';
import { test as base } from './attack-test.ts';
import { findFreePorts } from './free-ports.ts';

export { expect } from './test.ts';

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

export interface HostileFixtures {
  /** What the origin answers in the place of the app, by path. */
  answersInstead: Map<string, object>;
}

export interface HostileWorkerFixtures {
  weakness: Weakness;
  server: AppServer;
  allAnswers: Map<string, object>;
}

/**
 * The test of attacks by a document of the app's own origin on the others: stronger than script in a page of the app,
 * for it may embed and open what it likes. What holds here is held by the documents that it attacks.
 */
export const test = base.extend<HostileFixtures, HostileWorkerFixtures>({
  weakness: ['none', { option: true, scope: 'worker' }],

  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from its pattern.
  allAnswers: [async ({}, use) => use(new Map()), { scope: 'worker' }],

  answersInstead: async ({ allAnswers }, use) => {
    await use(allAnswers);
    allAnswers.clear();
  },

  server: [
    async ({ weakness, allAnswers }, use) => {
      const server = await startInProcess(HEADERS_WITHOUT[weakness], allAnswers);
      await use(server);
      await server.stop();
    },
    { scope: 'worker', timeout: 60_000 },
  ],
});

async function startInProcess(
  missingHeaders: readonly string[],
  answersInstead: ReadonlyMap<string, object>,
): Promise<AppServer> {
  const port = await findFreePorts();
  const backEnd = await startBackEnd(readEnvironment({ PORT: String(port) }));
  const app = new Hono();
  app.get(HOSTILE_DOCUMENT, (c) =>
    c.html('<!doctype html><title>Hostile</title><h1>Hostile</h1>', 200, {
      'Cache-Control': 'no-store',
      'Cross-Origin-Opener-Policy': c.req.query('coop') === undefined ? 'unsafe-none' : 'same-origin',
    }),
  );
  app.use(async (c, next) => {
    const answer = answersInstead.get(c.req.path);
    if (answer === undefined) await next();
    else c.res = c.json(answer);
    if (c.req.path !== '/sw.js') for (const name of missingHeaders) c.res.headers.delete(name);
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
