import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Hono } from 'hono';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createObservability } from '../../../dev/observability.ts';
import { serveApp } from '../../../dev/serve-app.ts';
import { createConfiguration, ORIGIN, SECRET, WORKER_LOAD } from '../server/host.ts';
import { createSharedCache } from '../support/shared-cache.ts';
import { directory, type RunningApi, startApi } from './support.ts';

let folder: string;
let running: RunningApi;
let app: Hono;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'keyring-cached-'));
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>App</title>');
  writeFileSync(join(folder, 'sw.js'), 'void "the worker";');
  writeFileSync(join(folder, 'assets/page-12345678.js'), 'void "the page";');
  running = await startApi();
  app = serveApp(
    {
      appOrigin: ORIGIN,
      configuration: createConfiguration(),
      authKitJwksUri: running.uri,
      vaultSecrets: [SECRET],
      api: running.api,
      directory,
      observability: createObservability({ mode: 'off' }),
      metricsPath: '/api/metrics',
      attachSockets() {},
      close: async () => {},
    },
    folder,
  );
});
afterAll(async () => {
  await running.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** A browser: its device, and the session of the organization that it has open. */
interface Visitor {
  readonly device: string;
  readonly token: string | undefined;
}
const visitors = async (): Promise<readonly Visitor[]> => [
  { device: 'a'.repeat(43), token: await running.sign() },
  { device: 'a'.repeat(43), token: await running.sign({ org_id: 'org_globex', sid: 'session_2' }) },
  {
    device: 'b'.repeat(43),
    token: await running.sign({ sub: 'user_grace', org_id: 'org_umbrella', sid: 'session_3' }),
  },
  { device: 'c'.repeat(43), token: undefined },
];

const DOCUMENTS = ['/', '/acme/', '/globex/notes', '/nowhere/', '/sessions', '/auth/callback?code=the-code'];
const PUBLIC = [
  '/assets/page-12345678.js',
  '/assets/missing-12345678.js',
  '/manifest/acme.webmanifest',
  '/auth/jwks',
  '/healthz',
  '/api/metrics',
  '/api/orgs/acme',
  '/api/orgs/unknown',
];
const PERSONAL = [
  '/api/me',
  '/api/me/organizations',
  '/api/notes',
  '/api/echo',
  '/api/cached',
  '/api/cached?by=etag',
  '/api/cached?by=max-age',
  '/api/nothing',
];

function requestOf({ device, token }: Visitor, path: string): Request {
  return new Request(ORIGIN + path, {
    headers: {
      Cookie: `__Host-Http-keyring=${device}`,
      ...(path === '/sw.js' && WORKER_LOAD),
      ...(token !== undefined && path.startsWith('/api/') && { Authorization: `Bearer ${token}` }),
    },
  });
}

/** What a user sees of a response. The counters and the stream of requests differ each time. */
async function seen(response: Response) {
  return {
    status: response.status,
    body: response.headers.get('Content-Type')?.startsWith('application/openmetrics')
      ? ''
      : await response.text(),
    cookies: response.headers.getSetCookie(),
  };
}

test('behind a shared cache each user gets the same responses as without it', async () => {
  const cache = createSharedCache((request) => app.fetch(request));
  const everyone = await visitors();
  // Twice, so that each response could come from the store.
  for (let round = 0; round < 2; round += 1) {
    for (const path of ['/sw.js', ...DOCUMENTS, ...PUBLIC, ...PERSONAL]) {
      for (const visitor of everyone) {
        const [direct, cached] = [
          await app.fetch(requestOf(visitor, path)),
          await cache.fetch(requestOf(visitor, path)),
        ];
        expect(await seen(cached), `${path} for ${visitor.device[0]}`).toEqual(await seen(direct));
      }
    }
  }
  // The cache does work: what is the same for all users is stored.
  expect(cache.hits()).toBeGreaterThan(0);
  expect(cache.stored()).toContain(`${ORIGIN}/assets/page-12345678.js`);
});

test('no personal response, no device key and no ticket is stored', async () => {
  const cache = createSharedCache((request) => app.fetch(request));
  for (const visitor of await visitors()) {
    for (const path of ['/sw.js', ...PERSONAL, '/auth/callback?code=the-code', '/api/metrics'])
      await (await cache.fetch(requestOf(visitor, path))).text();
    const stream = await cache.fetch(requestOf(visitor, '/api/notes/stream'));
    await stream.body?.cancel();
  }
  expect(cache.stored()).toEqual([]);
});

test('a stored document sets no cookie of one device', async () => {
  const cache = createSharedCache((request) => app.fetch(request));
  for (const visitor of await visitors()) {
    for (const path of DOCUMENTS) {
      const response = await cache.fetch(requestOf(visitor, path));
      expect(response.headers.getSetCookie().join()).not.toContain('__Host-Http-keyring=');
    }
  }
});

test('the model of a shared cache gives a user the response of another if a server allows it', async () => {
  const cache = createSharedCache(
    (request) =>
      new Response(request.headers.get('Authorization'), {
        headers: { 'Cache-Control': 'public, max-age=60' },
      }),
  );
  const get = async (Authorization: string) =>
    (await cache.fetch(new Request(ORIGIN, { headers: { Authorization } }))).text();
  expect([await get('one'), await get('two')]).toEqual(['one', 'one']);
});

test('only a file is kept for a year: the app shell under a path of the assets is not', async () => {
  const cacheControl = async (path: string) =>
    (await app.request(ORIGIN + path)).headers.get('Cache-Control');
  expect(await cacheControl('/assets/page-12345678.js')).toContain('immutable');
  for (const path of ['/assets/', '/assets/page', '/assets/gone.js'])
    expect(await cacheControl(path), path).toBe('no-cache');
});

test.each<[string, number, Record<string, string>]>([
  ['/assets/page-12345678.js', 403, { 'Service-Worker': 'script' }],
  ['/manifest/later.webmanifest', 404, {}],
  ['/manifest/acme/icon-7.png', 404, {}],
])(
  '%s with the status %i is not stored, which proxies do without a lifetime',
  async (path, status, headers) => {
    const response = await app.request(ORIGIN + path, { headers });
    expect([response.status, response.headers.get('Cache-Control')]).toEqual([status, 'no-store']);
  },
);
