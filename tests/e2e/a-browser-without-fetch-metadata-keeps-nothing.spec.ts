import { Hono } from 'hono';
import { serveApp } from '../../dev/serve-app.ts';
import { expectOrganization, signIn } from '../support/app.ts';
import { organizationOf } from '../support/calls.ts';
import { startInProcess } from '../support/in-process-server.ts';
import { ACME, GLOBEX } from '../support/organizations.ts';
import { test as base, expect } from '../support/test.ts';
import { VAULT_SECRET } from '../support/vault.ts';
import { ask } from '../support/worker-messages.ts';

/** As a browser, or a proxy before the server, that sends no Fetch Metadata: the server gives its worker no key. */
const test = base.extend({
  server: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from its pattern.
    async ({}, use) => {
      const server = await startInProcess({ VAULT_SECRET }, (backEnd) => {
        const app = new Hono();
        app.use(async (c, next) => {
          const { headers } = c.req.raw;
          for (const name of [...headers.keys()]) if (name.startsWith('sec-fetch-')) headers.delete(name);
          await next();
        });
        return app.route('/', serveApp(backEnd, 'dist'));
      });
      await use(server);
      await server.stop();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
});

test('the worker without a key starts, signs in to two organizations, and says that it keeps nothing', async ({
  page,
  context,
}) => {
  await signIn(page, ACME);
  await signIn(page, GLOBEX);
  await expectOrganization(page, GLOBEX);
  expect(await organizationOf(page)).toBe(GLOBEX.slug);
  await expect(page.getByRole('status').filter({ hasText: 'cannot be saved on this device' })).toBeVisible();
  expect(await ask(page, 'claim', {})).toEqual({ answer: { vault: 'memory' } });
  expect((await page.evaluate(() => indexedDB.databases())).map(({ name }) => name)).toEqual([]);
  expect((await context.cookies()).map(({ name }) => name)).not.toContain('__Host-Http-keyring');
});
