import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { expect, test } from 'vitest';
import { atOrigin } from '../../../dev/at-origin.ts';
import { createObservability } from '../../../dev/observability.ts';
import { serveApp } from '../../../dev/serve-app.ts';
import { createConfiguration, ORIGIN, SECRET } from '../server/host.ts';
import { close, directory, listen } from './support.ts';

function serve(metricsPath: string | null) {
  const lines: string[] = [];
  const observability = createObservability({ mode: 'json', write: (line) => lines.push(line) });
  const app = serveApp(
    {
      appOrigin: ORIGIN,
      configuration: createConfiguration(),
      authKitJwksUri: 'https://api.workos.com/jwks',
      vaultSecrets: [SECRET],
      api: new Hono().all('/api/*', (c) => c.body(null, 404)),
      directory,
      observability,
      metricsPath,
      attachSockets() {},
      close: async () => {},
    },
    'no-such-folder',
  );
  return { app, lines };
}

test('by default they are served nowhere', async () => {
  const { app } = serve(null);
  for (const path of ['/metrics', '/api/metrics', '/healthz/metrics'])
    expect(await (await app.request(ORIGIN + path)).text(), path).not.toContain('keyring_');
});

test('a scraper reads them at the chosen path, and each request is one line of the log', async () => {
  const { app, lines } = serve('/api/metrics');
  expect((await app.request(`${ORIGIN}/sw.js?secret=1`)).status).toBe(503);
  const response = await app.request(`${ORIGIN}/api/metrics`);
  expect(await response.text()).toContain(
    'keyring_worker_script_requests_total{outcome="refused",reason="not_a_worker_load"} 1',
  );
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { type: 'worker_script', outcome: 'refused' },
    { type: 'request', method: 'GET', path: '/sw.js', status: 503, duration: expect.any(Number) },
    { type: 'request', path: '/api/metrics', status: 200 },
  ]);
  expect(lines.join()).not.toContain('secret');
});

test('a message for developers, such as a build that is missing, is one line of the log too', async () => {
  const { app, lines } = serve(null);
  const headers = {
    'Sec-Fetch-Dest': 'serviceworker',
    'Sec-Fetch-Mode': 'same-origin',
    'Sec-Fetch-Site': 'same-origin',
    'Service-Worker': 'script',
  };
  await app.request(`${ORIGIN}/sw.js`, { headers });
  expect(lines.map((line) => JSON.parse(line))).toContainEqual({
    time: expect.any(String),
    type: 'message',
    message: expect.stringContaining('sw.js'),
  });
});

test('another spelling of the path, which a proxy may not know, is another path', async () => {
  const { app } = serve('/api/metrics');
  const server = createServer(getRequestListener(atOrigin(app, ORIGIN), { overrideGlobalObjects: false }));
  await listen(server);
  const { port } = server.address() as AddressInfo;
  const get = (path: string) =>
    new Promise((resolve, reject) => {
      // `fetch` would normalize the path.
      request({ port, host: '127.0.0.1', path }, (response) => resolve(response.resume().statusCode))
        .on('error', reject)
        .end();
    });
  for (const path of ['/api/metrics', '/api/metrics?a=b']) expect(await get(path), path).toBe(200);
  for (const path of [
    '/api/%6detrics',
    '/api/./metrics',
    '/api/x/../metrics',
    '/api/%2e/metrics',
    `http://x/api/metrics`,
  ])
    expect(await get(path), path).toBe(404);
  await close(server);
});
