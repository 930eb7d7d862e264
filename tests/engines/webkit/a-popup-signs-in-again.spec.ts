import { type AppServer, startAppServer } from '../../support/app-server.ts';
import { ACME, ADA } from '../../support/organizations.ts';
import type { WebKitTabs } from '../support/webkit-tabs.ts';
import { test as base, expect } from '../support/webkit-test.ts';

// A separate server: other files look for the notes that are deleted here.
const test = base.extend<object, { server: AppServer }>({
  server: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from its pattern.
    async ({}, use) => {
      const server = await startAppServer({ STATE: 'memory' });
      await use(server);
      await server.stop();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
});

const NEW_NOTE = '//*[@id=//label[normalize-space()="New note"]/@for]';
/** How long ago the user signed in, s: the API asks for a sign-in of the last 300 s before it deletes all notes. */
const LONG_AGO = 400;

const popups = async (tabs: WebKitTabs): Promise<number> => (await tabs.others()).length;

test('a lost session is restored in a popup that closes by itself, and the page keeps its draft', async ({
  tabs,
  authKit,
}) => {
  await authKit.changeSettings({ accessTokenTtl: 4 });
  await tabs.signIn(ACME);
  await tabs.type(NEW_NOTE, 'An unfinished note');
  await tabs.run('document.documentElement.dataset.same = "yes"');
  await authKit.revokeSession({ user: ADA.id, organization: ACME.id });
  await expect.poll(() => tabs.organization()).toBe('401');

  await tabs.button('Sign in to Acme');
  await expect.poll(() => tabs.organization()).toBe(ACME.slug);
  await expect.poll(() => popups(tabs)).toBe(0);
  await tabs.expectOrganization(ACME);
  expect(await tabs.run('return document.documentElement.dataset.same')).toBe('yes');
  expect(await tabs.run('return document.querySelector("textarea").value')).toBe('An unfinished note');
});

test('a request that is held for a new sign-in is sent after the popup', async ({ tabs, authKit }) => {
  await authKit.changeSettings({ clockOffset: -LONG_AGO, accessTokenTtl: 3 * LONG_AGO });
  await tabs.signIn(ACME);
  await authKit.changeSettings({ clockOffset: 0 });
  await tabs.button('Delete all notes');
  await tabs.button('Delete them all');
  await expect.poll(() => tabs.text()).toContain('Confirm that it is you');
  expect(await tabs.text()).toContain(ACME.note);

  await tabs.button('Confirm it is you');
  await expect.poll(() => tabs.text()).toContain('No notes yet');
  await expect.poll(() => popups(tabs)).toBe(0);
});
