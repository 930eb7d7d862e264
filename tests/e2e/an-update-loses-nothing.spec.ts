import type { Page } from '@playwright/test';
import { addNote, expectOrganization, signIn } from '../support/app.ts';
import { organizationOf, organizationsOf } from '../support/calls.ts';
import { ACME } from '../support/organizations.ts';
import type { OwnBuild } from '../support/own-build.ts';
import { test } from '../support/replaced-build-test.ts';
import { expect } from '../support/test.ts';

const updateNotice = (page: Page) => page.getByRole('status').filter({ hasText: 'A new version is ready' });

/** Deploys another worker, lets the page find it, and waits until it controls the page. */
async function update(page: Page, build: OwnBuild): Promise<void> {
  await build.deployAnother();
  await page.evaluate(
    () =>
      new Promise<void>((resolve, reject) => {
        navigator.serviceWorker.addEventListener('controllerchange', () => resolve(), { once: true });
        navigator.serviceWorker.ready.then((registration) => registration.update()).catch(reject);
      }),
  );
}

test('a new worker takes over without a reload: old pages continue, are informed, and reload later', {
  tag: '@long',
}, async ({ page, context, authKit, build }) => {
  await signIn(page, ACME);
  await page.goto('/acme/settings');
  const other = await context.newPage();
  await other.goto('/sessions');
  await page.evaluate(() => Object.assign(window, { isOldDocument: true }));
  const { length: before } = await authKit.oauthRequests();

  await update(page, build);
  for (const tab of [page, other]) await expect(updateNotice(tab)).toContainText('You stay signed in.');
  expect(await page.evaluate(() => 'isOldDocument' in window)).toBe(true);
  expect(await organizationOf(page)).toBe(ACME.slug);

  await updateNotice(page).getByRole('button', { name: 'Reload' }).click();
  await expect(updateNotice(page)).toHaveCount(0);
  expect(await page.evaluate(() => 'isOldDocument' in window)).toBe(false);
  expect(await organizationOf(page)).toBe(ACME.slug);
  await expect(updateNotice(other)).toBeVisible();
  expect(await authKit.oauthRequests()).toHaveLength(before);
});

test('an update during a refresh: the refresh counts once, every call succeeds, no session is lost', {
  tag: '@long',
}, async ({ page, authKit, build }) => {
  await authKit.changeSettings({ accessTokenTtl: 60 });
  await signIn(page, ACME);
  await page.goto('/acme/settings');
  await expect.poll(() => organizationOf(page)).toBe(ACME.slug);
  await authKit.addFault({ on: 'refresh', organization: ACME.id, times: 1, replyDelayMs: 2_000 });
  // The refreshed token outlives the test: a second refresh would be another one.
  await authKit.changeSettings({ clockOffset: 61, accessTokenTtl: 600 });

  const early = organizationsOf(page, 4, 4);
  await expect.poll(async () => (await authKit.refreshes(ACME.id)).length).toBe(1);
  await update(page, build);

  expect(new Set(await early)).toEqual(new Set([ACME.slug]));
  expect(await organizationOf(page)).toBe(ACME.slug);
  await expect(updateNotice(page)).toBeVisible();
  expect((await authKit.refreshes(ACME.id)).map(({ outcome }) => outcome)).toEqual(['ok']);
  expect(await authKit.startedSids()).toHaveLength(1);
});

test('an event stream does not hold up an update, and goes on with the new worker', { tag: '@long' }, async ({
  page,
  context,
  build,
}) => {
  await signIn(page, ACME);
  const other = await context.newPage();
  await other.goto('/acme/');
  await expectOrganization(other, ACME);

  await update(page, build);
  await expect(updateNotice(page)).toBeVisible();

  await addNote(other, 'Written after the update');
  await expect(page.getByRole('list').getByText('Written after the update')).toBeVisible();
});

test('without a session the notice of an update does not say that the user stays signed in', {
  tag: '@long',
}, async ({ page, build }) => {
  await page.goto('/');
  await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible();
  await update(page, build);
  await expect(updateNotice(page)).toBeVisible();
  await expect(updateNotice(page)).not.toContainText('signed in');
});
