import { Hono } from 'hono';
import { cors } from 'hono/cors';
import { listenOnLoopback } from '../../dev/listen-on-loopback.ts';
import { serveApp } from '../../dev/serve-app.ts';
import { signIn } from '../support/app.ts';
import type { AppServer } from '../support/app-server.ts';
import { onFreePorts } from '../support/free-ports.ts';
import { startInProcess } from '../support/in-process-server.ts';
import { ACME } from '../support/organizations.ts';
import { test as base, expect } from '../support/test.ts';
import { VAULT_SECRET } from '../support/vault.ts';

interface PickyServer extends AppServer {
  /** An API that refuses the first token of each URL. */
  readonly pickyOrigin: string;
  /** How many different tokens each path got. */
  readonly tokens: ReadonlyMap<string, ReadonlySet<string>>;
}

async function startPickyServer(): Promise<PickyServer> {
  let appOrigin = '';
  const tokens = new Map<string, Set<string>>();
  const picky = new Hono();
  for (const [path, exposeHeaders] of [
    ['/api/exposed', ['WWW-Authenticate']],
    ['/api/hidden', []],
  ] as const) {
    picky.use(path, (c, next) =>
      cors({ origin: appOrigin, allowHeaders: ['Authorization'], exposeHeaders: [...exposeHeaders] })(
        c,
        next,
      ),
    );
    picky.get(path, (c) => {
      const seen = tokens.get(path) ?? new Set();
      tokens.set(path, seen.add(c.req.header('Authorization') ?? 'none'));
      if (seen.size > 1) return c.text('ok');
      return c.text('no', 401, { 'WWW-Authenticate': 'Bearer error="invalid_token"' });
    });
  }
  const listening = await onFreePorts(async (port) => ({
    ...(await listenOnLoopback(picky.fetch, port)),
    origin: `http://127.0.0.1:${port}`,
  }));
  const server = await startInProcess({ VAULT_SECRET }, (backEnd) => {
    const { configuration } = backEnd;
    appOrigin = backEnd.appOrigin;
    const apis = [...configuration.apis, { origin: listening.origin, pathPrefix: '/api' }];
    return serveApp({ ...backEnd, configuration: { ...configuration, apis } }, 'dist');
  });
  const stop = async (): Promise<void> => {
    await Promise.all([server.stop(), listening.close()]);
  };
  return { ...server, pickyOrigin: listening.origin, tokens, stop };
}

const test = base.extend<object, { picky: PickyServer }>({
  // A refused call is an error in the console.
  isConsoleNoisy: true,

  picky: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright wants a pattern, and there is nothing to take.
    async ({}, use) => {
      const server = await startPickyServer();
      await use(server);
      await server.stop();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  server: [async ({ picky }, use) => use(picky), { scope: 'worker' }],
});

test('R34: a token that another origin refuses is replaced once, if WWW-Authenticate is exposed', async ({
  page,
  picky,
}) => {
  await signIn(page, ACME);
  const statusOf = (path: string): Promise<number> =>
    page.evaluate(async (url) => (await fetch(url)).status, picky.pickyOrigin + path);
  expect([await statusOf('/api/exposed'), picky.tokens.get('/api/exposed')?.size]).toEqual([200, 2]);
  expect([await statusOf('/api/hidden'), picky.tokens.get('/api/hidden')?.size]).toEqual([401, 1]);
});
