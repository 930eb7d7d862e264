import type { Page } from '@playwright/test';
import { addNote, expectOrganization, heading, signIn, signInButton } from '../support/app.ts';
import { startWithHeldStreams } from '../support/held-streams.ts';
import { HomeScreen, isAppWindow } from '../support/home-screen.ts';
import { ACME, GLOBEX, type KnownOrganization } from '../support/organizations.ts';
import { Profile } from '../support/profile.ts';
import { expect, test } from '../support/test.ts';
import { setVisibility } from '../support/visibility.ts';

test.describe.configure({ timeout: 120_000 });

/** How often an organization's stream is followed in this browser, by the locks that its followers hold or wait for. */
function followers(page: Page, { slug }: KnownOrganization): Promise<number> {
  return page.evaluate(async (organization) => {
    const { held = [], pending = [] } = await navigator.locks.query();
    return [...held, ...pending].filter(({ name }) => name?.startsWith(`keyring-stream:${organization}:`))
      .length;
  }, slug);
}

/** Signs in to Acme, installs it, and hides its window. @param whileVisible runs before that */
async function installHidden(
  page: Page,
  homeScreen: HomeScreen,
  whileVisible?: (app: Page) => Promise<void>,
): Promise<Page> {
  await signIn(page, ACME);
  await homeScreen.install(ACME);
  const app = await homeScreen.launch(ACME);
  await expectOrganization(app, ACME);
  await whileVisible?.(app);
  await expect.poll(() => followers(app, ACME)).toBe(2);
  await setVisibility(app, 'hidden');
  await expect.poll(() => followers(app, ACME)).toBe(3);
  return app;
}

test("an app's icon counts the notes of its organization while its window is out of sight, unless a second app would be taken for it", {
  tag: '@long',
}, async ({ profile, server }) => {
  const context = await profile.startBrowser();
  const homeScreen = new HomeScreen(context, server.origin);
  const page = await context.newPage();
  await signIn(page, GLOBEX);
  await signIn(page, ACME);
  await homeScreen.install(ACME);
  const app = await homeScreen.launch(ACME);
  await expectOrganization(app, ACME);

  await addNote(page, 'Seen at once');
  await expect(app.getByText('Seen at once')).toBeVisible();
  expect(await homeScreen.badge(ACME)).toBe(0);

  await expect.poll(() => followers(app, ACME)).toBe(2);
  await setVisibility(app, 'hidden');
  await expect.poll(() => followers(app, ACME)).toBe(3);
  await addNote(page, 'While the window is hidden');
  await expect.poll(() => homeScreen.badge(ACME)).toBe(1);
  await addNote(page, 'And another');
  await expect.poll(() => homeScreen.badge(ACME)).toBe(2);
  await setVisibility(app, 'visible');
  await expect.poll(() => homeScreen.badge(ACME)).toBe(0);

  await homeScreen.install(GLOBEX);
  const other = await homeScreen.launch(GLOBEX);
  await expectOrganization(other, GLOBEX);
  await expect.poll(() => followers(app, ACME)).toBe(2);
  await setVisibility(app, 'hidden');
  expect(await followers(app, ACME)).toBe(2);
  await addNote(page, 'With two apps');
  await expect(other.getByText('With two apps')).toHaveCount(0);
  expect([await homeScreen.badge(ACME), await homeScreen.badge(GLOBEX)]).toEqual([0, 0]);
});

test('a window of the app that a link opened with another organization is no second app', {
  tag: '@long',
}, async ({ profile, server }) => {
  const context = await profile.startBrowser();
  const homeScreen = new HomeScreen(context, server.origin);
  const page = await context.newPage();
  await signIn(page, GLOBEX);
  const app = await installHidden(page, homeScreen, async (visible) => {
    const opening = context.waitForEvent('page');
    await visible.evaluate(() => void window.open('/globex/', '_blank', 'noopener'));
    const opened = await opening;
    await expectOrganization(opened, GLOBEX);
    expect(await isAppWindow(opened)).toBe(true);
    await opened.close();
  });
  await addNote(page, 'While the window is hidden');
  await expect.poll(() => homeScreen.badge(ACME)).toBe(1);
  await setVisibility(app, 'visible');
  await expect.poll(() => homeScreen.badge(ACME)).toBe(0);
});

test('a sign-out clears the number, at once or when the app is opened', { tag: '@long' }, async ({
  profile,
  server,
}) => {
  const context = await profile.startBrowser();
  const homeScreen = new HomeScreen(context, server.origin);
  const page = await context.newPage();
  const signOut = async (): Promise<void> => {
    await page.goto('/acme/settings');
    await page.getByRole('button', { name: 'Sign out of Acme' }).click();
    await expect(signInButton(page, ACME).first()).toBeVisible();
  };
  const hidden = await installHidden(page, homeScreen);
  await addNote(page, 'While the window is hidden');
  await expect.poll(() => homeScreen.badge(ACME)).toBe(1);
  await signOut();
  await expect.poll(() => homeScreen.badge(ACME)).toBe(0);
  await hidden.close();

  await signInButton(page, ACME).first().click();
  await expect(heading(page, ACME)).toBeVisible();
  const closed = await installHidden(page, homeScreen);
  await addNote(page, 'Before the window is closed');
  await expect.poll(() => homeScreen.badge(ACME)).toBe(1);
  await closed.close();
  await signOut();
  await expect(signInButton(await homeScreen.launch(ACME), ACME)).toBeVisible();
  await expect.poll(() => homeScreen.badge(ACME)).toBe(0);
});

/** The ids of the events that tabs of an organization relay to each other, from now on. */
async function relayedEvents(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(async () => {
    const { held = [] } = await navigator.locks.query();
    const name = held.find((lock) => lock.name?.startsWith('keyring-stream:acme'))?.name ?? '';
    const channel = new BroadcastChannel(name);
    const relayed = { events: 0, channel };
    channel.onmessage = ({ data }) => {
      if (data.type === 'event') relayed.events += 1;
    };
    Object.assign(window, { relayed });
  });
  return () => page.evaluate(() => (window as unknown as { relayed: { events: number } }).relayed.events);
}

test('field report 17: a note that was seen before its event arrived is not counted', {
  tag: '@long',
}, async () => {
  const server = await startWithHeldStreams();
  const profile = await Profile.create(server.origin);
  try {
    const context = await profile.startBrowser();
    const homeScreen = new HomeScreen(context, server.origin);
    const page = await context.newPage();
    await signIn(page, ACME);
    await homeScreen.install(ACME);
    const app = await homeScreen.launch(ACME);
    await expectOrganization(app, ACME);
    const eventsOf = await relayedEvents(app);

    server.hold();
    await addNote(page, 'Seen at once');
    // Before, the window shows it as a note that waits to be sent. Only a note that the API has can be edited.
    await expect(app.getByRole('button', { name: 'Edit note: Seen at once' })).toBeVisible();
    await setVisibility(app, 'hidden');
    await expect.poll(() => followers(app, ACME)).toBe(3);
    server.release();
    await addNote(page, 'While the window is hidden');
    await addNote(page, 'And another');
    await expect.poll(eventsOf).toBe(3);
    await expect.poll(() => homeScreen.badge(ACME)).toBe(2);
    await expect(app.getByText('And another')).toBeVisible();
    expect(await homeScreen.badge(ACME)).toBe(2);
  } finally {
    await profile.remove();
    await server.stop();
  }
});
