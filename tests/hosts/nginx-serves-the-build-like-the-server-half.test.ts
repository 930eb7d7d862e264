import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Listening } from '../../dev/listen-on-loopback.ts';
import { createKeyringHost } from '../../server/keyring-host.ts';
import { createStaticFiles } from '../../server/static/static-host.ts';
import type { KeyringConfiguration } from '../../src/protocol/configuration.ts';
import { findFreePorts } from '../support/free-ports.ts';
import { startNginx } from '../support/hosts/nginx-server.ts';
import { writeFiles } from '../support/hosts/static-build.ts';
import { close, listen } from '../unit/dev/support.ts';
import { CONFIGURATION } from '../unit/support/configuration.ts';

const SCRIPT = 'void "the worker";';
const PAGE = '<!doctype html><title>App</title>';
const POLICY = { exits: { links: ['https://docs.test'], reportUri: 'https://reports.test/a?b=$c&d="e\\' } };

let nginx: Listening;
let origin: string;
let root: string;
let configuration: KeyringConfiguration;
const keySetRequests: (readonly [cookie: string | undefined, authorization: string | undefined])[] = [];
const authKit = createServer((request, response) => {
  keySetRequests.push([request.headers.cookie, request.headers.authorization]);
  response.writeHead(200, { 'Content-Type': 'text/plain', 'Cache-Control': 'public, max-age=3600' });
  response.end('{"keys":[]}');
});
let authKitJwksUri: string;
beforeAll(async () => {
  authKitJwksUri = `${await listen(authKit)}/sso/jwks/client_test`;
  const port = await findFreePorts();
  origin = `http://127.0.0.1:${port}`;
  configuration = {
    ...CONFIGURATION,
    vault: 'device',
    jwksUri: `${origin}/auth/jwks`,
    redirectUri: `${origin}/auth/callback`,
    apis: [{ origin, pathPrefix: '/api' }],
  };
  const files = await createStaticFiles({
    host: 'nginx',
    configuration,
    authKitJwksUri,
    policy: POLICY,
    workerScript: SCRIPT,
  });
  const app = { 'index.html': PAGE, 'assets/page-1234.js': '1', 'icon.svg': '<svg/>' };
  root = await mkdtemp(join(tmpdir(), 'keyring-static-'));
  await writeFiles(root, { ...files, ...app });
  nginx = await startNginx({ root, server: `location /api/ { return 200 'the API'; }` }, port);
});
afterAll(async () => {
  await nginx?.close();
  await rm(root, { recursive: true, force: true });
  await close(authKit);
});

const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(origin + path, { headers, redirect: 'manual' });

/** The response of the server half, with the page of the app. */
async function ofServerHalf(path: string): Promise<Response> {
  const host = createKeyringHost({
    configuration,
    authKitJwksUri,
    policy: POLICY,
    readWorkerScript: async () => SCRIPT,
  });
  return (
    (await host.handle(new Request(origin + path))) ??
    host.addDocumentHeaders(new Response(PAGE, { headers: { 'Content-Type': 'text/html' } }))
  );
}

/** What nginx adds for itself. */
const OF_NGINX = ['server', 'date', 'connection', 'content-length', 'etag', 'last-modified', 'accept-ranges'];
/** The app sets it, and not the server half. */
const withoutCaching = (headers: Headers) =>
  Object.fromEntries(
    [...headers].filter(([name]) => ![...OF_NGINX, 'cache-control', 'transfer-encoding'].includes(name)),
  );

describe('R44: nginx has the headers and the body of the server half', () => {
  test.each(['/', '/acme/notes', '/sessions', '/sw.js', '/auth/callback?code=1', '/auth/jwks'])(
    'for %s',
    async (path) => {
      const [actual, expected] = [await get(path), await ofServerHalf(path)];
      expect(actual.status).toBe(200);
      const headers = withoutCaching(actual.headers);
      // A reportUri with "$", which nginx cannot escape.
      const reporting = expected.headers.get('Reporting-Endpoints')?.replaceAll('$', '%24');
      if (reporting !== undefined) expected.headers.set('Reporting-Endpoints', reporting);
      expect(headers).toEqual(withoutCaching(expected.headers));
      expect(await actual.text()).toBe(await expected.text());
    },
  );

  test.each(['/missing.js', '/assets/missing.js', '/acme/report.pdf'])(
    'for %s, which is missing',
    async (path) => {
      const response = await get(path);
      expect(response.status).toBe(404);
      const { headers } = await ofServerHalf('/');
      for (const name of ['Content-Security-Policy', 'X-Frame-Options', 'Connection-Allowlist'])
        expect(response.headers.get(name), name).toBe(headers.get(name));
    },
  );
});

test('nginx caches only files whose name changes with their content', async () => {
  const cachingOf = async (path: string) => (await get(path)).headers.get('Cache-Control');
  expect(await cachingOf('/acme/')).toBe('no-cache');
  expect(await cachingOf('/icon.svg')).toBe('no-cache');
  expect(await cachingOf('/assets/page-1234.js')).toBe('public, max-age=31536000, immutable');
  for (const path of ['/sw.js', '/auth/callback', '/auth/jwks'])
    expect(await cachingOf(path), path).toBe('no-store');
});

test('a file that is missing is not missing for a year', async () => {
  const response = await get('/assets/of-the-next-deployment.js');
  expect([response.status, response.headers.get('Cache-Control')]).toEqual([404, null]);
});

test('an API on the same origin gets every path below its own', async () => {
  for (const path of ['/api/notes', '/api/files/report.pdf', '/api/users/ada@example.com', '/api/v1.2'])
    expect(await (await get(path)).text(), path).toBe('the API');
});

test('R3: no other file becomes a service worker', async () => {
  const headers = { 'Service-Worker': 'script' };
  for (const path of ['/', '/assets/page-1234.js', '/icon.svg', '/auth/callback', '/acme/notes'])
    expect((await get(path, headers)).status, path).toBe(403);
  expect((await get('/sw.js', headers)).status).toBe(200);
});

test('the key set is read from AuthKit without the cookies and tokens of the app', async () => {
  keySetRequests.length = 0;
  const response = await get('/auth/jwks', { Cookie: 'session=1', Authorization: 'Bearer token' });
  expect(await response.json()).toEqual({ keys: [] });
  expect(response.headers.get('Content-Type')).toBe('application/json');
  expect(keySetRequests).toEqual([[undefined, undefined]]);
});

test('the files of the configuration are not served', async () => {
  for (const path of ['/org-keyring.nginx.conf', '/_headers', '/_redirects'])
    expect((await get(path)).status, path).toBe(404);
});
