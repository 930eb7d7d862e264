import { Hono } from 'hono';
import type { BackEnd } from '../../dev/local-back-end.ts';
import { serveApp } from '../../dev/serve-app.ts';
import type { AppServer } from './app-server.ts';
import { test as base } from './attack-test.ts';
import { startInProcess } from './in-process-server.ts';

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
      const server = await startInProcess({}, (backEnd) =>
        createHostileApp(backEnd, HEADERS_WITHOUT[weakness], allAnswers),
      );
      await use(server);
      await server.stop();
    },
    { scope: 'worker', timeout: 60_000 },
  ],
});

function createHostileApp(
  backEnd: BackEnd,
  missingHeaders: readonly string[],
  answersInstead: ReadonlyMap<string, object>,
): Hono {
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
  return app;
}
