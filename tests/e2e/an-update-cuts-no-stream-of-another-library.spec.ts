import type { Page } from '@playwright/test';
import { addNote, expectOrganization, signIn } from '../support/app.ts';
import { ACME } from '../support/organizations.ts';
import { REPLY, type StreamingServer, startStreamingServer } from '../support/streaming-server.ts';
import { test as base, expect } from '../support/test.ts';

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

// Every test holds the replies of the one server. The old version gives up its event streams for the new one every 30 s.
test.describe.configure({ mode: 'default', timeout: 180_000 });

/** What a page has received of a reply. */
interface Reply {
  events: number;
  /** `open`, `complete`, or the name of the error that cut it. */
  state: string;
}

const WAYS = {
  'a POST for events': { path: '/api/reply', method: 'POST', accept: 'text/event-stream' },
  'lines of JSON': { path: '/api/lines', method: 'POST', accept: 'application/x-ndjson' },
} as const;

/** Reads the reply with the page's own `fetch`; {@link replyOf} tells how far it is. */
async function ask(page: Page, way: (typeof WAYS)[keyof typeof WAYS]): Promise<void> {
  await page.evaluate(({ path, method, accept }) => {
    const reply: Reply = { events: 0, state: 'open' };
    Reflect.set(window, 'reply', reply);
    const read = async (): Promise<void> => {
      const { body } = await fetch(path, { method, headers: { Accept: accept } });
      const reader = body?.pipeThrough(new TextDecoderStream()).getReader();
      for (let part = await reader?.read(); part?.done === false; part = await reader?.read())
        reply.events += part.value.match(/^(?:data:|\{)/gm)?.length ?? 0;
    };
    void read().then(
      () => {
        reply.state = 'complete';
      },
      (error: unknown) => {
        reply.state = String(error);
      },
    );
  }, way);
}

/** The same reply with `EventSource`, which would start it again after an error. */
async function askWithEventSource(page: Page): Promise<void> {
  await page.evaluate((length) => {
    const reply: Reply = { events: 0, state: 'open' };
    Reflect.set(window, 'reply', reply);
    const source = new EventSource('/api/reply');
    source.onmessage = () => {
      reply.events += 1;
      if (reply.events < length) return;
      reply.state = 'complete';
      source.close();
    };
    source.onerror = () => {
      reply.state = 'error';
      source.close();
    };
  }, REPLY.length);
}

function replyOf(page: Page): Promise<Reply> {
  return page.evaluate(() => Reflect.get(window, 'reply'));
}

/** Has the page find the new version, and waits until it is installed and waits for the old one. */
async function findUpdate(page: Page): Promise<void> {
  await page.evaluate(async () => {
    navigator.serviceWorker.addEventListener('controllerchange', () =>
      Reflect.set(window, 'isUpdated', true),
    );
    await (await navigator.serviceWorker.ready).update();
  });
  await expect.poll(() => isWaiting(page)).toBe(true);
}

function isWaiting(page: Page): Promise<boolean> {
  return page.evaluate(async () => (await navigator.serviceWorker.ready).waiting?.state === 'installed');
}

function isUpdated(page: Page): Promise<boolean> {
  return page.evaluate(() => Reflect.get(window, 'isUpdated') === true);
}

for (const [name, start] of [
  ['a POST for events', (page: Page) => ask(page, WAYS['a POST for events'])],
  ['lines of JSON', (page: Page) => ask(page, WAYS['lines of JSON'])],
  ['an EventSource', askWithEventSource],
] as const)
  test(`field report 9: an update lets ${name} finish, and takes over then`, async ({ page, server }) => {
    server.hold();
    await signIn(page, ACME);
    await page.goto('/acme/settings');
    await start(page);
    await expect.poll(() => replyOf(page)).toEqual({ events: REPLY.held, state: 'open' });

    await server.build.deployAnother();
    await findUpdate(page);
    expect(await replyOf(page)).toEqual({ events: REPLY.held, state: 'open' });
    server.release();

    await expect.poll(() => replyOf(page)).toEqual({ events: REPLY.length, state: 'complete' });
    // Its own event streams end for the new version at once, or else 35 s later.
    await expect.poll(() => isUpdated(page), { timeout: 60_000 }).toBe(true);
  });

test('field report 9: while a reply delays the update, notes still arrive; then the new version takes over', async ({
  page,
  context,
  server,
}) => {
  server.hold();
  await signIn(page, ACME);
  const writer = await context.newPage();
  await writer.goto('/acme/');
  await expectOrganization(writer, ACME);
  await ask(page, WAYS['a POST for events']);
  await expect.poll(async () => (await replyOf(page)).events).toBe(REPLY.held);
  await server.build.deployAnother();
  await findUpdate(page);

  await addNote(writer, 'Written while the new version waits');
  const note = page.getByRole('list').getByText('Written while the new version waits');
  await expect(note).toBeVisible({ timeout: 60_000 });
  expect(await isWaiting(page)).toBe(true);
  expect(await replyOf(page)).toEqual({ events: REPLY.held, state: 'open' });

  server.release();
  await expect.poll(() => replyOf(page)).toEqual({ events: REPLY.length, state: 'complete' });
  await expect.poll(() => isUpdated(page), { timeout: 60_000 }).toBe(true);
});
