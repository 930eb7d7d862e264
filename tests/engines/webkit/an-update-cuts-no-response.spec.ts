import { ACME, GLOBEX } from '../../support/organizations.ts';
import { type StreamingServer, startStreamingServer } from '../../support/streaming-server.ts';
import type { WebKitTabs } from '../support/webkit-tabs.ts';
import { test as base, expect } from '../support/webkit-test.ts';

const test = base.extend<object, { server: StreamingServer }>({
  server: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from its pattern.
    async ({}, use) => {
      const server = await startStreamingServer();
      await use(server);
      await server.stop();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
});

// Every test holds the replies of the one server.
test.describe.configure({ mode: 'default', timeout: 180_000 });

/** Reads a reply that the server holds with the page's own `fetch`, and notes when another worker controls the page. */
async function ask(tabs: WebKitTabs): Promise<void> {
  await tabs.run(
    `const reply = window.reply = { bytes: 0, state: 'open' };
     const read = async () => {
       const { body } = await fetch('/api/reply', { method: 'POST', headers: { Accept: 'text/event-stream' } });
       const reader = body.getReader();
       for (let part = await reader.read(); !part.done; part = await reader.read()) reply.bytes += part.value.length;
     };
     read().then(() => { reply.state = 'complete'; }, (error) => { reply.state = String(error); });
     navigator.serviceWorker.addEventListener('controllerchange', () => { window.isUpdated = true; });`,
  );
  await expect.poll(() => tabs.run('return window.reply.bytes')).toBeGreaterThan(0);
}

const state = (tabs: WebKitTabs) => tabs.run<string>('return window.reply.state');
const isUpdated = (tabs: WebKitTabs) => tabs.run<boolean>('return window.isUpdated === true');
const isWaiting = (tabs: WebKitTabs) =>
  tabs.run<boolean>(`return (await navigator.serviceWorker.ready).waiting?.state === 'installed'`);

for (const [place, path] of [
  ['a page without an event stream', '/acme/settings'],
  ['a page that follows notes', '/acme/'],
] as const)
  test(`an update lets a reply in ${place} finish, and takes over then`, async ({ tabs, server }) => {
    server.hold();
    await tabs.signIn(ACME);
    await tabs.goto(path);
    await ask(tabs);
    await server.build.deployAnother();
    await tabs.run('await (await navigator.serviceWorker.ready).update()');
    await expect.poll(() => isWaiting(tabs)).toBe(true);
    expect(await state(tabs)).toBe('open');
    server.release();

    await expect.poll(() => state(tabs)).toBe('complete');
    // Its own event stream ends for the new version at once, or else 15 s later.
    await expect.poll(() => isUpdated(tabs), { timeout: 60_000 }).toBe(true);
  });

test('a visit finds the update and says so; calls to both origins, one of them not found, do not hold it up', async ({
  tabs,
  server,
}) => {
  await tabs.signIn(ACME);
  await tabs.signIn(GLOBEX);
  await tabs.goto('/globex/settings');
  await tabs.run(
    `const calls = [
       fetch('/api/me'),
       fetch(argument + '/api/me').then((response) => response.json()),
       fetch('/api/nothing-here').then((response) => response.text()),
     ];
     await Promise.all(calls);`,
    server.otherApiOrigin,
  );
  await expect
    .poll(() => tabs.run('return (await navigator.locks.query()).held.map(({ name }) => name)'))
    .not.toContain('keyring-relaying');
  await server.build.deployAnother();
  await tabs.goto('/acme/');
  await tabs.expectOrganization(ACME);
  await expect.poll(() => tabs.run('return document.body.textContent')).toContain('A new version is ready');
  await tabs.switchTo(GLOBEX);
  await tabs.expectOrganization(GLOBEX);
  await tabs.reload();
  await tabs.expectOrganization(GLOBEX);
});
