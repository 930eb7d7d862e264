import { type AppServer, startAppServer } from '../../support/app-server.ts';
import { expectNotesCached } from '../../support/notes.ts';
import { ACME, GLOBEX } from '../../support/organizations.ts';
import { test as base } from '../support/webkit-test.ts';

// A separate server, which this test ends.
const test = base.extend<object, { server: AppServer }>({
  server: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from its pattern.
    async ({}, use) => use(await startAppServer({ ACCESS_TOKEN_TTL: '299' })),
    { scope: 'worker', timeout: 120_000 },
  ],
});

test('with the servers gone both organizations open with their notes: after a reload, by the switcher and in a new tab', async ({
  tabs,
  server,
}) => {
  await tabs.signIn(ACME);
  await expectNotesCached(tabs, ACME);
  await tabs.signIn(GLOBEX);
  await expectNotesCached(tabs, GLOBEX);
  await tabs.goto('/acme/');
  await tabs.expectOrganization(ACME);
  await server.stop();

  await tabs.reload();
  await tabs.expectOrganization(ACME);
  await tabs.switchTo(GLOBEX);
  await tabs.expectOrganization(GLOBEX);
  await tabs.open();
  await tabs.goto('/acme/');
  await tabs.expectOrganization(ACME);
});
