import type { Page } from '@playwright/test';
import { heading, signIn } from '../support/app.ts';
import { type ChangeableServer, startChangeableServer } from '../support/changeable-server.ts';
import { setOffline, waitForAppShell } from '../support/offline.ts';
import { ACME } from '../support/organizations.ts';
import { test as base, expect } from '../support/test.ts';
import { lookForWorkers, watchWorkers } from '../support/worker-updates.ts';

const test = base.extend<object, { server: ChangeableServer }>({
  server: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from its pattern.
    async ({}, use) => {
      const server = await startChangeableServer();
      await use(server);
      await server.stop();
    },
    { scope: 'worker' },
  ],
});

// Every test changes the one server.
test.describe.configure({ mode: 'default' });
test.beforeEach(({ server }) => server.restart({}));

/** Opens a document and reads one of its headers. */
async function headerOf(page: Page, path: string, name: string): Promise<string> {
  return (await page.goto(path))?.headers()[name] ?? '';
}

const policyOf = (page: Page, path: string) => headerOf(page, path, 'content-security-policy');

test('field report 4: an origin added to `apis` is allowed on the load after the worker was updated', {
  tag: '@long',
}, async ({ page, context, server }) => {
  await signIn(page, ACME);
  const { newApiOrigin } = server;
  expect(await policyOf(page, '/acme/')).not.toContain(newApiOrigin);
  await watchWorkers(page);

  server.restart({ apis: (apis) => [...apis, { origin: newApiOrigin, pathPrefix: '/api' }] });
  // The page stays open: nothing but the update itself can have refreshed the document.
  expect(await lookForWorkers(page, 1)).toEqual({ installed: 1, refused: 0 });

  expect(await policyOf(page, '/acme/')).toContain(newApiOrigin);
  // The page has announced its organization then, and a call to another origin is bound by that.
  await expect(heading(page, ACME)).toBeVisible();
  const call = (url: string) => page.evaluate(async (target) => (await fetch(target)).text(), url);
  expect(await call(`${newApiOrigin}/api/new`)).toBe('a token');
  await setOffline(context, true);
  for (const path of ['/', '/acme/settings', '/sessions', '/index.html', '/favicon.svg'])
    expect(await policyOf(page, path), path).toContain(newApiOrigin);
});

test('field report 4: a visit after the restart is enough for the next visit to have the new policy', {
  tag: '@long',
}, async ({ page, server }) => {
  await signIn(page, ACME);
  server.restart({ apis: (apis) => [...apis, { origin: server.newApiOrigin, pathPrefix: '/api' }] });
  await page.goto('/acme/');
  await expect(heading(page, ACME)).toBeVisible();
  await expect(page.getByRole('status').filter({ hasText: 'A new version is ready' })).toBeVisible();
  expect(await policyOf(page, '/acme/')).toContain(`connect-src 'self'`);
  expect(await policyOf(page, '/acme/')).toContain(server.newApiOrigin);
});

test('field report 4: `media` allows pictures on the next load, and refuses them again once it is off', {
  tag: '@long',
}, async ({ page, server }) => {
  await signIn(page, ACME);
  const pictures = new RegExp(`img-src [^;]*${server.otherApiOrigin}[ ;]`);
  server.restart({ apis: (apis) => apis.map((api) => ({ ...api, media: true })) });
  await lookForWorkers(page, 1);
  expect(await policyOf(page, '/acme/')).toMatch(pictures);

  server.restart({});
  await lookForWorkers(page, 1);
  expect(await policyOf(page, '/acme/')).not.toMatch(pictures);
});

test('field report 4: a header that a proxy changes arrives without a new worker, and stays without a network', async ({
  page,
  context,
  server,
}) => {
  await signIn(page, ACME);
  await waitForAppShell(page);
  const readHeader = () => headerOf(page, '/acme/', 'permissions-policy');
  expect(await readHeader()).toBe('');
  server.restart({ proxyHeaders: { 'Permissions-Policy': 'camera=()' } });
  // Each load asks the server; a load that comes before the response still has the cached headers.
  await expect.poll(readHeader).toBe('camera=()');
  await setOffline(context, true);
  expect(await readHeader()).toBe('camera=()');

  await setOffline(context, false);
  server.restart({});
  await expect.poll(readHeader).toBe('');
});

for (const [kind, documentInstead] of [
  [
    'an error',
    new Response('<h1>Bad gateway</h1>', { status: 502, headers: { 'Content-Type': 'text/html' } }),
  ],
  ['a login page', new Response('<h1>Log in</h1>', { headers: { 'Content-Type': 'text/html' } })],
  ['a redirect', new Response(null, { status: 302, headers: { Location: '/acme/none.html' } })],
] as const)
  test(`field report 4: ${kind} of a proxy replaces neither the cached document nor its headers`, {
    tag: '@long',
  }, async ({ page, context, server }) => {
    await signIn(page, ACME);
    await waitForAppShell(page);
    const before = await policyOf(page, '/acme/');
    expect(before).toContain("default-src 'none'");
    server.restart({
      documentInstead,
      apis: (apis) => apis.map((api) => ({ ...api, media: true })),
    });
    // A new worker is installed once it has read the document again.
    await lookForWorkers(page, 1);
    await setOffline(context, true);
    expect(await policyOf(page, '/acme/')).toBe(before);
    await expect(heading(page, ACME)).toBeVisible();
  });
