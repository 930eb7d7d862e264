import type { Page } from '@playwright/test';
import { addNote, expectOrganization, signIn } from '../support/app.ts';
import { HomeScreen } from '../support/home-screen.ts';
import { ACME, GLOBEX, type KnownOrganization } from '../support/organizations.ts';
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

test("an app's icon counts the notes of its organization while its window is out of sight, unless a second app would be taken for it", async ({
  profile,
  server,
}) => {
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

  expect(await followers(app, ACME)).toBe(2);
  await setVisibility(app, 'hidden');
  expect(await followers(app, ACME)).toBe(3);
  await addNote(page, 'While nobody looks');
  await expect.poll(() => homeScreen.badge(ACME)).toBe(1);
  await addNote(page, 'And another');
  await expect.poll(() => homeScreen.badge(ACME)).toBe(2);
  await setVisibility(app, 'visible');
  await expect.poll(() => homeScreen.badge(ACME)).toBe(0);

  await homeScreen.install(GLOBEX);
  const other = await homeScreen.launch(GLOBEX);
  await expectOrganization(other, GLOBEX);
  expect(await followers(app, ACME)).toBe(2);
  await setVisibility(app, 'hidden');
  expect(await followers(app, ACME)).toBe(2);
  await addNote(page, 'With two apps');
  await expect(other.getByText('With two apps')).toHaveCount(0);
  expect([await homeScreen.badge(ACME), await homeScreen.badge(GLOBEX)]).toEqual([0, 0]);
});
