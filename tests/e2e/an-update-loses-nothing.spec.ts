import type { Browser, Page } from '@playwright/test';
import { addNote, expectOrganization, heading, signIn, switchTo } from '../support/app.ts';
import { type AppServer, startAppServer } from '../support/app-server.ts';
import { AuthKitControl } from '../support/authkit-control.ts';
import { organizationOf, organizationsOf } from '../support/calls.ts';
import { ACME, GLOBEX } from '../support/organizations.ts';
import { OwnBuild } from '../support/own-build.ts';
import { expect, test } from '../support/test.ts';

test.describe.configure({ mode: 'serial' });

let build: OwnBuild;
let server: AppServer;
let authKit: AuthKitControl;

test.beforeAll(async () => {
  build = await OwnBuild.create();
  server = await startAppServer({ OUT_DIR: build.directory });
  authKit = new AuthKitControl(server.authKitOrigin);
});

test.afterAll(async () => {
  await server.stop();
  await build.remove();
});

test.beforeEach(() => authKit.reset());

const newPage = (browser: Browser): Promise<Page> => browser.newPage({ baseURL: server.origin });

const updateNotice = (page: Page) => page.getByRole('status').filter({ hasText: 'A new version is ready' });

/** Deploys another worker, lets the page find it, and waits until it controls the page. */
async function update(page: Page): Promise<void> {
  await build.deployAnother();
  await page.evaluate(
    () =>
      new Promise<void>((resolve, reject) => {
        navigator.serviceWorker.addEventListener('controllerchange', () => resolve(), { once: true });
        navigator.serviceWorker.ready.then((registration) => registration.update()).catch(reject);
      }),
  );
}

test('a new worker takes over without a reload: old pages go on, are told, and reload when it suits', async ({
  browser,
}) => {
  const page = await newPage(browser);
  await signIn(page, GLOBEX);
  await signIn(page, ACME);
  const other = await page.context().newPage();
  await other.goto('/globex/');
  await expectOrganization(other, GLOBEX);
  await page.getByLabel('New note').fill('Typed before the update');
  await page.evaluate(() => Object.assign(window, { isOldDocument: true }));
  const { length: before } = await authKit.oauthRequests();

  await update(page);
  for (const tab of [page, other]) await expect(updateNotice(tab)).toBeVisible();
  expect(await page.evaluate(() => 'isOldDocument' in window)).toBe(true);
  await expect(page.getByLabel('New note')).toHaveValue('Typed before the update');
  expect(await organizationOf(page)).toBe(ACME.slug);
  expect(await organizationOf(other)).toBe(GLOBEX.slug);
  const text = `Written by an old page ${Date.now()}`;
  await addNote(page, text);
  await expect(page.getByRole('listitem').filter({ hasText: text })).toBeVisible();
  await switchTo(page, GLOBEX);
  await expectOrganization(page, GLOBEX);
  expect(await page.evaluate(() => 'isOldDocument' in window)).toBe(true);

  await updateNotice(page).getByRole('button', { name: 'Reload' }).click();
  await expect(updateNotice(page)).toHaveCount(0);
  await expectOrganization(page, GLOBEX);
  expect(await page.evaluate(() => 'isOldDocument' in window)).toBe(false);
  await expect(updateNotice(other)).toBeVisible();
  expect(await authKit.oauthRequests()).toHaveLength(before);
  await page.context().close();
});

test('an update in mid-refresh: the refresh counts once, every call is answered, no session is lost', async ({
  browser,
}) => {
  const page = await newPage(browser);
  await authKit.changeSettings({ accessTokenTtl: 60 });
  await signIn(page, GLOBEX);
  await signIn(page, ACME);
  await page.goto('/acme/');
  await expect(heading(page, ACME)).toBeVisible();
  await authKit.addFault({ on: 'refresh', organization: ACME.id, times: 1, replyDelayMs: 2_000 });
  await authKit.changeSettings({ clockOffset: 61 });

  const early = organizationsOf(page, 4, 4);
  await expect.poll(async () => (await authKit.refreshes(ACME.id)).length).toBe(1);
  const updating = update(page);
  const during = organizationsOf(page, 20, 2);
  await updating;

  expect(new Set([...(await early), ...(await during)])).toEqual(new Set([ACME.slug]));
  await expect(updateNotice(page)).toBeVisible();
  await expect(heading(page, ACME)).toBeVisible();
  const outcomes = (await authKit.refreshes(ACME.id)).map(({ outcome }) => outcome);
  expect(outcomes).toEqual(['ok']);
  await page.goto('/globex/');
  await expectOrganization(page, GLOBEX);
  expect(await authKit.startedSids()).toHaveLength(2);
  await page.context().close();
});

test('a page that opens while its worker is the old one works, and is told when the new one takes over', async ({
  browser,
}) => {
  const page = await newPage(browser);
  await signIn(page, ACME);
  await build.deployAnother();
  const next = await page.context().newPage();
  await next.goto('/acme/');
  await expectOrganization(next, ACME);
  await expect(updateNotice(page)).toBeVisible();
  for (const tab of [page, next]) expect(await organizationOf(tab)).toBe(ACME.slug);
  expect(await authKit.startedSids()).toHaveLength(1);
  await page.context().close();
});
