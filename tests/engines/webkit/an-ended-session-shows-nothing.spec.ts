import { ACME, ADA, GLOBEX } from '../../support/organizations.ts';
import type { WebKitTabs } from '../support/webkit-tabs.ts';
import { expect, test } from '../support/webkit-test.ts';

/** A second window of the app. Ends in the first one. @returns the handle of the second */
async function openBeside(tabs: WebKitTabs, path: string): Promise<string> {
  const first = await tabs.current();
  const second = await tabs.open('window');
  await tabs.goto(path);
  await tabs.use(first);
  return second;
}

test('signing out everywhere empties every window and ends the sign-ins at AuthKit', async ({
  tabs,
  authKit,
}) => {
  await tabs.signIn(ACME);
  await tabs.signIn(GLOBEX);
  const second = await openBeside(tabs, '/acme/');
  await tabs.use(second);
  await tabs.expectOrganization(ACME);
  await tabs.goto('/sessions');
  // The texts above the button come with the list, and move it.
  await tabs.expectButton('Sign out of Globex');
  await tabs.button('Sign out everywhere');
  await expect.poll(() => tabs.hasButton('Sign in')).toBe(true);
  for (const other of await tabs.others()) {
    await tabs.use(other);
    await expect.poll(() => tabs.text()).not.toContain(GLOBEX.note);
  }
  const sids = async (kind: string): Promise<unknown[]> =>
    (await authKit.log()).filter((entry) => entry.kind === kind).map(({ sid }) => sid);
  const signedIn = await sids('authenticate');
  await expect.poll(() => sids('logout')).toEqual(expect.arrayContaining(signedIn));
});

test('a webhook ends a revoked session in the page that is open', async ({ tabs, authKit, server }) => {
  await authKit.changeSettings({ webhookUrl: `${server.origin}/api/webhooks/workos` });
  await tabs.signIn(ACME);
  // The stream that brings presence brings the hint of the webhook too.
  await expect.poll(() => tabs.text()).toContain('Only you are here');
  await authKit.revokeSession({ user: ADA.id, organization: ACME.id });
  await tabs.expectButton('Sign in to Acme');
  await expect.poll(() => tabs.text()).not.toContain(ACME.note);
});

test('R54: a page from the back/forward cache shows nothing of a session that has ended meanwhile', async ({
  tabs,
}) => {
  await tabs.signIn(ACME);
  const second = await openBeside(tabs, '/sessions');
  await tabs.run(
    `addEventListener('pageshow', ({ persisted }) => { document.documentElement.dataset.persisted = persisted; });
     setTimeout(() => location.assign('/acme/nothing-here.txt'), 0);`,
  );
  await expect.poll(() => tabs.url()).toContain('nothing-here');
  const first = await tabs.current();
  await tabs.use(second);
  await tabs.button('Sign out of Acme');
  await expect.poll(() => tabs.hasButton('Sign out of Acme')).toBe(false);

  await tabs.use(first);
  await tabs.run('setTimeout(() => history.back(), 0)');
  await expect.poll(() => tabs.url()).toMatch(/\/acme\/$/);
  const shown = await tabs.text();
  expect(shown).not.toContain(ACME.note);
  expect(await tabs.run('return document.documentElement.dataset.persisted')).toBe('true');
  await expect.poll(() => tabs.heading()).toBe('You are signed out');
});
