import type { Page } from '@playwright/test';
import { signIn } from '../../support/app.ts';
import { startLongResponses } from '../../support/long-responses.ts';
import { ACME } from '../../support/organizations.ts';
import { openRequestsPage } from '../../support/requests.ts';
import { test as base, expect } from '../../support/test.ts';
import { WorkerStopper } from '../../support/worker-control.ts';

const test = base.extend({
  server: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from its pattern.
    async ({}, use) => {
      const server = await startLongResponses();
      await use(server);
      await server.stop();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
});

/** More than twice the 30 s after which Firefox ends what a worker relays, ms. */
const LONG = 75_000;

/** Reads a response with `fetch`. @returns `complete` with its last line, or the name of the error */
const read = (page: Page, url: string): Promise<string> =>
  page.evaluate(async (source) => {
    try {
      const text = await (await fetch(source)).text();
      return `complete: ${text.trim().split('\n').at(-1)}`;
    } catch (error) {
      return `error: ${error instanceof Error ? error.name : 'unknown'}`;
    }
  }, url);

test('a stream of lines and a late response, each of more than a minute, arrive whole by a plain fetch', async ({
  page,
}) => {
  test.setTimeout(240_000);
  await signIn(page, ACME);
  // Without the app, whose own calls would keep the worker running.
  await openRequestsPage(page, ACME);
  await page.evaluate(() => window.keyring.connectKeyring());
  const outcomes = await Promise.all([
    read(page, `/api/echo/lines?ms=${LONG}`),
    read(page, `/api/echo/late?ms=${LONG}`),
  ]);
  expect(outcomes).toEqual(['complete: {"last":true}', 'complete: late']);
});

test('Firefox ends the response of a page that sends no messages to the worker, with an error', async ({
  page,
}) => {
  test.setTimeout(240_000);
  await signIn(page, ACME);
  await openRequestsPage(page, ACME);
  expect(await read(page, `/api/echo/lines?ms=${LONG}`)).toMatch(/^error/);
});

test('a response is an error and never complete if the worker is stopped while it is read', async ({
  page,
}) => {
  await signIn(page, ACME);
  await openRequestsPage(page, ACME);
  const stopper = await WorkerStopper.attach(page);
  await page.evaluate(() => {
    window.events = [];
    const readAll = async (): Promise<void> => {
      const response = await fetch('/api/echo/lines?ms=60000');
      const reader = response.body?.getReader();
      for (;;) {
        const part = await reader?.read();
        if (part === undefined || part.done) break;
        window.events.push('part');
      }
      window.events.push('complete');
    };
    readAll().catch(() => window.events.push('error'));
  });
  await expect.poll(() => page.evaluate(() => window.events.includes('part'))).toBe(true);
  await stopper.stop();
  await expect.poll(() => page.evaluate(() => window.events.at(-1))).toBe('error');
  expect(await page.evaluate(() => window.events.includes('complete'))).toBe(false);
});
