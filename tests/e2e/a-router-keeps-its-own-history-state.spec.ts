import type { Page } from '@playwright/test';
import { signIn } from '../support/app.ts';
import { bundleScript } from '../support/bundle-script.ts';
import { organizationOf } from '../support/calls.ts';
import { ACME, GLOBEX } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';

/** Paths with a file name: the worker leaves their documents to the network, and controls them. */
const IN_ACME = '/acme/router.html';
const IN_GLOBEX = '/globex/router.html';

const stateOf = (page: Page): Promise<Record<string, unknown>> => page.evaluate(() => history.state);

/** Opens a page with TanStack Router's history in Acme and types into it. */
async function openRouterPage(page: Page): Promise<void> {
  await signIn(page, GLOBEX);
  await signIn(page, ACME);
  await page.context().route('**/router.html', (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: '<!doctype html><title>Router</title><textarea></textarea>',
    }),
  );
  await page.goto(IN_ACME);
  await page.evaluate(await bundleScript('tanstack-router-page.ts'));
  await page.evaluate(() => window.routerPage.start());
  await page.locator('textarea').fill('Not saved');
  expect(await organizationOf(page)).toBe('acme');
}

async function expectNoReload(page: Page): Promise<void> {
  await expect(page.locator('textarea')).toHaveValue('Not saved');
  expect(await page.evaluate(() => 'routerPage' in window)).toBe(true);
}

test('field report: takeOver lets TanStack Router ask its blocker, and a refused change reloads nothing', async ({
  page,
}) => {
  await openRouterPage(page);
  const before = await stateOf(page);
  await page.evaluate((to) => {
    window.routerPage.block();
    window.routerPage.push(to);
  }, IN_GLOBEX);
  await expect.poll(() => page.evaluate(() => window.routerPage.isAsking)).toBe(true);
  await page.evaluate(() => window.routerPage.answer(true));
  await expectNoReload(page);
  await expect(page).toHaveURL(IN_ACME);
  expect(await stateOf(page)).toEqual(before);
  // The worker was told of Globex before the router refused.
  await expect.poll(() => organizationOf(page)).toBe('acme');

  await page.evaluate((to) => window.routerPage.push(to), IN_GLOBEX);
  await expect.poll(() => page.evaluate(() => window.routerPage.isAsking)).toBe(true);
  await page.evaluate(() => window.routerPage.answer(false));
  await expect(page).toHaveURL(IN_GLOBEX);
  await expectNoReload(page);
  expect(await organizationOf(page)).toBe('globex');
});

test("field report: takeOver keeps TanStack Router's index, its state and its way back", async ({ page }) => {
  await openRouterPage(page);
  const before = await stateOf(page);
  await page.evaluate((to) => window.routerPage.push(to), IN_GLOBEX);
  await expect(page).toHaveURL(IN_GLOBEX);
  expect(await stateOf(page)).toMatchObject({ __TSR_index: Number(before.__TSR_index) + 1, fromLink: true });
  expect(await page.evaluate(() => window.routerPage.locations)).toEqual([IN_GLOBEX]);
  expect(await organizationOf(page)).toBe('globex');

  await page.goBack();
  await expect.poll(() => page.evaluate(() => window.routerPage.locations)).toContain(IN_ACME);
  expect(await stateOf(page)).toEqual(before);
  expect(await organizationOf(page)).toBe('acme');
  // The router hears of each location once.
  expect(await page.evaluate(() => window.routerPage.locations)).toEqual([IN_GLOBEX, IN_ACME]);
  await expectNoReload(page);
});

test('field report: takeOver sets the given state unchanged, and a replaced entry keeps the state that it has', async ({
  page,
}) => {
  await openRouterPage(page);
  const before = await stateOf(page);
  const takeOver = (to: string, options: object) =>
    page.evaluate(([path, chosen]) => window.routerPage.organizationChange.takeOver(path, chosen), [
      to,
      options,
    ] as const);
  expect(await takeOver(IN_GLOBEX, { replace: true })).toBe(true);
  await expect(page).toHaveURL(IN_GLOBEX);
  expect(await stateOf(page)).toEqual(before);

  const state = { usr: { from: 'list' }, key: 'abc', idx: 7 };
  expect(await takeOver(IN_ACME, { state })).toBe(true);
  await expect(page).toHaveURL(IN_ACME);
  expect(await stateOf(page)).toEqual(state);
  await expectNoReload(page);
});

for (const api of ['the Navigation API', 'a patched pushState'] as const) {
  test(`field report: a disposed OrganizationChange leaves nothing in the page, with ${api}`, async ({
    page,
  }) => {
    if (api === 'a patched pushState')
      await page.addInitScript(() => Object.defineProperty(window, 'navigation', { value: undefined }));
    await openRouterPage(page);
    const announcements: string[] = [];
    page.on('request', (request) => {
      if (request.url().endsWith('/sw/announcement')) announcements.push(request.url());
    });
    await page.evaluate((to) => history.pushState(null, '', to), IN_GLOBEX);
    await expect.poll(() => announcements.length).toBeGreaterThan(0);
    expect(await organizationOf(page)).toBe('globex');

    await page.evaluate(() => window.routerPage.organizationChange.dispose());
    announcements.length = 0;
    const isTaken = await page.evaluate((to) => {
      history.pushState(null, '', to);
      return window.routerPage.organizationChange.takeOver(to);
    }, IN_ACME);
    await page.goBack();
    await expect(page).toHaveURL(IN_GLOBEX);
    expect([isTaken, announcements]).toEqual([false, []]);
  });
}
