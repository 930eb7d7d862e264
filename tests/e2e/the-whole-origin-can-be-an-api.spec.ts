import { serveApp } from '../../dev/serve-app.ts';
import { addNote, signIn, switchTo } from '../support/app.ts';
import type { AppServer } from '../support/app-server.ts';
import { organizationOf } from '../support/calls.ts';
import { startInProcess } from '../support/in-process-server.ts';
import { ACME, GLOBEX } from '../support/organizations.ts';
import { test as base, expect } from '../support/test.ts';
import { VAULT_SECRET } from '../support/vault.ts';

const test = base.extend<object, { server: AppServer }>({
  server: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures that a function needs from its first parameter
    async ({}, use) => {
      const server = await startInProcess({ VAULT_SECRET }, (backEnd) => {
        const { appOrigin: origin, configuration } = backEnd;
        const apis = [{ origin, pathPrefix: '/' }];
        return serveApp({ ...backEnd, configuration: { ...configuration, apis } }, 'dist');
      });
      await use(server);
      await server.stop();
    },
    { scope: 'worker' },
  ],
});

test('with the whole origin of the app as an API the app starts, and each call gets the token of its organization', async ({
  page,
}) => {
  await signIn(page, ACME);
  expect(await organizationOf(page)).toBe(ACME.slug);
  await switchTo(page, GLOBEX);
  expect(await organizationOf(page)).toBe(GLOBEX.slug);
  await addNote(page, 'Written with the whole origin as an API');
  await page.reload();
  expect(await organizationOf(page)).toBe(GLOBEX.slug);
});
