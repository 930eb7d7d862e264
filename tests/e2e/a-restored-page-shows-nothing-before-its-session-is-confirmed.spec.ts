import type { BrowserContext, Page } from '@playwright/test';
import { expectOrganization, leaveAuthKit, signIn, signOutEverywhere } from '../support/app.ts';
import { startWithBackForwardCache } from '../support/back-forward-cache.ts';
import { restoreWorker, silenceWorker } from '../support/missed-messages.ts';
import { ACME, GLOBEX, GRACE } from '../support/organizations.ts';
import { recordShownText, shownTexts } from '../support/shown-text.ts';
import { test as base, expect } from '../support/test.ts';
import { WorkerStopper } from '../support/worker-control.ts';

/** A browser that keeps pages in its back/forward cache. */
const test = base.extend<{ context: BrowserContext }>({
  context: async ({ server }, use) => {
    const context = await startWithBackForwardCache(server.origin);
    await use(context);
    await context.browser()?.close();
  },
});

/** Leaves Acme's page for one of another origin, so that the browser keeps it. */
async function leave(page: Page, authKitOrigin: string): Promise<void> {
  await page.evaluate(() => Object.assign(window, { isOldDocument: true }));
  await recordShownText(page);
  await page.goto(authKitOrigin);
}

async function goBack(page: Page): Promise<void> {
  // A restored page has no `load` event.
  await page.goBack({ waitUntil: 'commit' });
  expect(await page.evaluate(() => 'isOldDocument' in window)).toBe(true);
}

async function openAndSignOut(page: Page): Promise<void> {
  await page.goto('/sessions');
  await signOutEverywhere(page);
  await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible();
}

const OF_ACME = new RegExp(`${ACME.note}|^Acme\\b`, 'm');
/** The page says that the user has signed out, and names only the organization of its URL, which it looks up. */
const SAYS_SIGNED_OUT = /^You are signed out/;

for (const isStopped of [false, true]) {
  test(`R54, field report 7: after a sign-out elsewhere, Back shows no note of the kept page at any moment${isStopped ? ', its worker stopped' : ''}`, {
    tag: '@long',
  }, async ({ page, context, server }) => {
    await signIn(page, ACME);
    await leave(page, server.authKitOrigin);
    const other = await context.newPage();
    await openAndSignOut(other);
    if (isStopped) await (await WorkerStopper.attach(other)).stop();

    await goBack(page);
    await expect(page.getByRole('button', { name: 'Sign in to Acme', exact: true })).toBeVisible();
    const shown = await shownTexts(page);
    expect(shown.length).toBeGreaterThan(1);
    expect(shown.filter((text) => text.includes(ACME.note))).toEqual([]);
    expect(shown.filter((text) => OF_ACME.test(text) && !SAYS_SIGNED_OUT.test(text))).toEqual([]);
  });
}

test('R54, field report 7: a restored page whose session lives shows it again, with what was typed, after the worker confirmed it', async ({
  page,
  server,
}) => {
  await signIn(page, ACME);
  await page.getByLabel('New note').fill('Half a sent');
  await leave(page, server.authKitOrigin);

  await goBack(page);
  await expectOrganization(page, ACME);
  await expect(page.getByLabel('New note')).toHaveValue('Half a sent');
  const [first] = await shownTexts(page);
  expect(first).not.toMatch(OF_ACME);
});

test('R54, field report 7: a restored page whose worker does not respond stays hidden, says so, and can try again', {
  tag: '@long',
}, async ({ page, server }) => {
  await signIn(page, ACME);
  await silenceWorker(page);
  await leave(page, server.authKitOrigin);

  await goBack(page);
  await expect(page.getByRole('heading', { name: 'Your sessions could not be checked' })).toBeVisible();
  expect((await shownTexts(page)).filter((text) => OF_ACME.test(text))).toEqual([]);

  await restoreWorker(page);
  await page.getByRole('button', { name: 'Try again' }).click();
  await expectOrganization(page, ACME);
});

for (const path of ['/', '/sessions', '/acme/settings']) {
  test(`R54, field report 7: ${path} shows no organization and no user after a sign-out elsewhere and Back`, {
    tag: '@long',
  }, async ({ page, context, server }) => {
    await signIn(page, ACME);
    await page.goto(path);
    await expect(page.getByText('Ada', { exact: false }).or(page.getByText('Globex')).first()).toBeVisible();
    await leave(page, server.authKitOrigin);
    await openAndSignOut(await context.newPage());

    await goBack(page);
    await expect(page.getByRole('button', { name: /^Sign in/ }).first()).toBeVisible();
    const shown = await shownTexts(page);
    expect(shown.length).toBeGreaterThan(1);
    expect(shown.filter((text) => /ada@example|Globex|Initech|^Acme\b/m.test(text))).toEqual([]);
  });
}

for (const path of ['/', '/sessions/details']) {
  test(`R54: ${path} shows nothing of the user before, after another user signed in elsewhere and Back`, {
    tag: '@long',
  }, async ({ page, context, server }) => {
    await signIn(page, GLOBEX);
    await page.goto(path);
    await expect(page.getByText(GLOBEX.name).filter({ visible: true }).first()).toBeVisible();
    await leave(page, server.authKitOrigin);
    const other = await context.newPage();
    await openAndSignOut(other);
    await leaveAuthKit(context);
    await signIn(other, ACME, GRACE.email);

    await goBack(page);
    await expect(page.getByText(ACME.name).filter({ visible: true }).first()).toBeVisible();
    const shown = await shownTexts(page);
    expect(shown.length).toBeGreaterThan(1);
    expect(shown.filter((text) => /globex/i.test(text))).toEqual([]);
  });
}
