import type { Page } from '@playwright/test';
import { addNote, expectOrganization, signIn } from '../support/app.ts';
import { HomeScreen } from '../support/home-screen.ts';
import { ACME, GLOBEX } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';

test.describe.configure({ timeout: 120_000 });

/** What a minimised window says of itself; windows of a headless browser are never out of sight. */
async function setVisibility(page: Page, state: 'hidden' | 'visible'): Promise<void> {
  await page.evaluate((visibilityState) => {
    Object.defineProperty(document, 'visibilityState', { configurable: true, value: visibilityState });
    document.dispatchEvent(new Event('visibilitychange'));
  }, state);
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

  await setVisibility(app, 'hidden');
  await addNote(page, 'While nobody looks');
  await expect.poll(() => homeScreen.badge(ACME)).toBe(1);
  await addNote(page, 'And another');
  await expect.poll(() => homeScreen.badge(ACME)).toBe(2);
  await setVisibility(app, 'visible');
  await expect.poll(() => homeScreen.badge(ACME)).toBe(0);

  await homeScreen.install(GLOBEX);
  const other = await homeScreen.launch(GLOBEX);
  await expectOrganization(other, GLOBEX);
  await setVisibility(app, 'hidden');
  const counted = app.evaluate(
    () =>
      new Promise<number>((resolve) => {
        navigator.setAppBadge = async (count) => resolve(count ?? -1);
      }),
  );
  await addNote(page, 'With two apps');
  expect(await counted).toBe(0);
  expect([await homeScreen.badge(ACME), await homeScreen.badge(GLOBEX)]).toEqual([0, 0]);
});
