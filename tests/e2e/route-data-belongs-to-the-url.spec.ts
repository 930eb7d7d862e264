import type { Page } from '@playwright/test';
import { expectOrganization, followLink, openSwitcher, signIn } from '../support/app.ts';
import { organizationOf } from '../support/calls.ts';
import { ACME, GLOBEX, type KnownOrganization, ORG_05 } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';

test('route data is of the URL after links, back, forward and double back', { tag: '@long' }, async ({
  page,
  server,
}) => {
  for (const organization of [ORG_05, GLOBEX, ACME]) await signIn(page, organization);
  const arrive = async (target: KnownOrganization): Promise<void> => {
    await expectOrganization(page, target);
    expect(await organizationOf(page)).toBe(target.slug);
    expect(await organizationOf(page, server.otherApiOrigin)).toBe(target.slug);
  };

  await followLink(page, '/globex/');
  await arrive(GLOBEX);
  await followLink(page, '/org-05/');
  await arrive(ORG_05);
  await page.goBack();
  await arrive(GLOBEX);
  await page.goForward();
  await arrive(ORG_05);
  await goBackTwice(page);
  await arrive(ACME);
  await page.evaluate(() => history.go(2));
  await arrive(ORG_05);
  await page.evaluate(() => history.go(-2));
  await arrive(ACME);
});

test('route data is of the URL after the links of the list and after navigate()', { tag: '@long' }, async ({
  page,
}) => {
  for (const organization of [GLOBEX, ACME]) await signIn(page, organization);

  await page.getByRole('link', { name: 'All organizations' }).first().click();
  await page
    .getByRole('main')
    .getByRole('link', { name: /^Globex\b/ })
    .click();
  await expectOrganization(page, GLOBEX);
  await page.getByRole('link', { name: 'All organizations' }).first().click();
  await page
    .getByRole('main')
    .getByRole('link', { name: /^Acme\b/ })
    .click();
  await expectOrganization(page, ACME);

  // The app's shortcuts for the first organizations call the router's navigate().
  for (const target of [GLOBEX, ACME, GLOBEX]) {
    const position = await positionOf(page, target);
    await page.keyboard.press(`Control+${position}`);
    await expectOrganization(page, target);
    expect(await organizationOf(page)).toBe(target.slug);
  }
});

/** Two presses of the button before the first one has had any effect. */
async function goBackTwice(page: Page): Promise<void> {
  await page.evaluate(() => {
    history.back();
    history.back();
  });
}

/** Where an organization stands in the menu now, from 1: what was opened last stands first. */
async function positionOf(page: Page, { name }: KnownOrganization): Promise<number> {
  await openSwitcher(page);
  const names = await page
    .getByRole('menuitem')
    .evaluateAll((items) => items.map((item) => item.ariaLabel ?? ''));
  await page.keyboard.press('Escape');
  return names.findIndex((label) => label.startsWith(name)) + 1;
}
