import { appendFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { serveApp } from '../../dev/serve-app.ts';
import { signIn } from '../support/app.ts';
import type { AppServer } from '../support/app-server.ts';
import { organizationOf } from '../support/calls.ts';
import { findFreePorts } from '../support/free-ports.ts';
import { startInProcess } from '../support/in-process-server.ts';
import { ACME } from '../support/organizations.ts';
import { OwnBuild } from '../support/own-build.ts';
import { test as base, expect } from '../support/test.ts';
import { VAULT_SECRET } from '../support/vault.ts';

const IMPORTED = `addEventListener('message', ({ data, ports: [port] }) => {
  if (data === 'is it imported') port.postMessage('yes');
});`;

/** What an app adds to the worker: an imported script, and a cache of images of another origin. */
const ownPart = (origin: string) => `
importScripts('${origin}/imported.js');
addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.destination !== 'image' || !request.url.startsWith('${origin}')) return;
  event.respondWith(caches.open('images').then(async (cache) => {
    const cached = await cache.match(request.url);
    if (cached !== undefined) return cached;
    const response = await fetch(request.url, { mode: 'cors' });
    await cache.put(request.url, response.clone());
    return response;
  }));
});
`;

/** Another origin, for scripts and images. */
interface OtherOrigin {
  readonly origin: string;
  readonly served: string[];
  close(): void;
}

async function startOtherOrigin(): Promise<OtherOrigin> {
  const port = await findFreePorts();
  const served: string[] = [];
  const server = createServer((request, response) => {
    const { url = '' } = request;
    served.push(url);
    const isScript = url === '/imported.js';
    response.writeHead(200, {
      'Content-Type': isScript ? 'text/javascript' : 'image/svg+xml',
      'Access-Control-Allow-Origin': '*',
      'Cache-Control': 'no-store',
    });
    response.end(isScript ? IMPORTED : '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>');
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return { origin: `http://127.0.0.1:${port}`, served, close: () => server.close() };
}

const test = base.extend<object, { other: OtherOrigin; server: AppServer }>({
  other: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from its pattern.
    async ({}, use) => {
      const other = await startOtherOrigin();
      await use(other);
      other.close();
    },
    { scope: 'worker' },
  ],
  server: [
    async ({ other }, use) => {
      const build = await OwnBuild.create();
      await appendFile(join(build.directory, 'sw.js'), ownPart(other.origin));
      const policy = {
        page: { trustedTypesPolicies: ['solid-template'], imageSources: [other.origin] },
        worker: { connectSources: [other.origin], importScriptsOrigins: [other.origin] },
      };
      const server = await startInProcess({ VAULT_SECRET }, (backEnd) =>
        serveApp(backEnd, build.directory, { policy }),
      );
      await use(server);
      await server.stop();
      await build.remove();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
});

test('a worker that imports a script and caches images of another origin holds the sessions too', async ({
  page,
  other,
}) => {
  await signIn(page, ACME);
  const isImported = await page.evaluate(() => {
    const { port1, port2 } = new MessageChannel();
    navigator.serviceWorker.controller?.postMessage('is it imported', [port2]);
    return new Promise((resolve) => {
      port1.onmessage = ({ data }) => resolve(data);
    });
  });
  expect(isImported).toBe('yes');

  const image = `${other.origin}/logo.svg`;
  const show = (url: string) =>
    page.evaluate(async (src) => {
      const element = Object.assign(new Image(), { src });
      await element.decode();
      return element.naturalWidth;
    }, url);
  expect(await show(image)).toBe(10);
  await page.reload();
  expect(await show(image)).toBe(10);
  expect(other.served.filter((path) => path === '/logo.svg')).toHaveLength(1);
  expect(await organizationOf(page)).toBe(ACME.slug);
});
