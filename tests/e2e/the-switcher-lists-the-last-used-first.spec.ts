import type { Page } from '@playwright/test';
import { expectOrganization, openSwitcher, signIn, submitEmail, switcherEntry } from '../support/app.ts';
import { setOffline } from '../support/offline.ts';
import { ACME, GLOBEX, GRACE, INITECH, ORG_05, UMBRELLA } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';
import { stubOrganizations } from '../support/worker-answers.ts';

const items = (page: Page) => page.getByRole('menuitem');

test('the last used organization stands first, on every tab of the device, until a sign-out everywhere', {
  tag: '@long',
}, async ({ page, context }) => {
  await signIn(page, ACME);
  await signIn(page, ORG_05);
  await signIn(page, GLOBEX);
  await openSwitcher(page);
  await expect(items(page)).toHaveText([/Globex/, /Org 05/, /Acme/, ...Array<RegExp>(8).fill(/./)]);

  const other = await context.newPage();
  await other.goto('/acme/');
  await expectOrganization(other, ACME);
  // An open menu keeps its order.
  await expect(items(page)).toHaveText([/Globex/, /Org 05/, /Acme/, ...Array<RegExp>(8).fill(/./)]);
  await page.keyboard.press('Escape');
  await openSwitcher(page);
  await expect(items(page)).toHaveText([/Globex/, /Acme/, /Org 05/, ...Array<RegExp>(8).fill(/./)]);
  await page.keyboard.press('Escape');

  // The second is the one used before: the number goes to and fro.
  await page.keyboard.press('Control+2');
  await expectOrganization(page, ACME);
  await page.keyboard.press('Control+2');
  await expectOrganization(page, GLOBEX);
  const kept = await page.evaluate(() => localStorage.getItem('recent-organizations'));
  expect(kept).toBe('["org_globex","org_acme","org_05"]');

  await page.goto('/sessions');
  await page.getByRole('button', { name: 'Sign out everywhere' }).click();
  await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible();
  // The page itself is on its way over AuthKit's logout.
  await expect.poll(() => other.evaluate(() => localStorage.getItem('recent-organizations'))).toBeNull();
});

test('each organization says its state: as whom, single sign-on, offline', async ({ page, context }) => {
  await signIn(page, ACME);
  await openSwitcher(page);
  await expect(switcherEntry(page, ACME)).toHaveAccessibleName('Acme, signed in as Ada Lovelace, current');
  await expect(switcherEntry(page, GLOBEX)).toHaveAccessibleName('Globex, needs sign-in');
  await expect(switcherEntry(page, INITECH)).toHaveAccessibleName('Initech, needs SSO sign-in');
  await setOffline(context, true);
  await expect(switcherEntry(page, ACME)).toHaveAccessibleName(
    'Acme, signed in as Ada Lovelace, offline, current',
  );
  await expect(switcherEntry(page, GLOBEX)).toHaveAccessibleName('Globex, needs sign-in, offline');
  await setOffline(context, false);
  await expect(switcherEntry(page, GLOBEX)).toHaveAccessibleName('Globex, needs sign-in');
});

test('a session near the end of its token is expiring', async ({ page, authKit }) => {
  await authKit.changeSettings({ accessTokenTtl: 40 });
  await signIn(page, ACME);
  await openSwitcher(page);
  await expect(switcherEntry(page, ACME)).toHaveAccessibleName(/^Acme, signed in as Ada Lovelace, expiring/);
});

test('another account signs in by the menu, and users are distinguished by their email addresses', async ({
  page,
}) => {
  await signIn(page, ACME);
  await openSwitcher(page);
  await page.getByRole('button', { name: 'Use another account' }).click();
  await submitEmail(page, GRACE.email);
  await page.getByRole('button', { name: UMBRELLA.name }).click();
  await expect(page).toHaveURL('/');
  await openSwitcher(page);
  await expect(switcherEntry(page, UMBRELLA)).toHaveAccessibleName(
    'Umbrella, signed in as grace@example.com',
  );
  await expect(switcherEntry(page, ACME)).toHaveAccessibleName('Acme, signed in as ada@example.com');
});

test('a hundred organizations are found and opened only by keyboard', { tag: '@long' }, async ({ page }) => {
  await signIn(page, GLOBEX);
  await signIn(page, ACME);
  const absent = Array.from({ length: 98 }, (_, index) => ({
    organization: { id: `org_many_${index}`, slug: `many-${index}`, name: `Many ${index}` },
    session: { status: 'absent' },
  }));
  await stubOrganizations(page, absent);
  await page.reload();
  await expectOrganization(page, ACME);

  await page.keyboard.press('Control+k');
  await expect(items(page)).toHaveCount(100);
  await expect(items(page).first()).toHaveText(/Acme/);
  await page.keyboard.type('many 9');
  await expect(items(page)).toHaveText([
    /Many 9needs/,
    ...Array.from({ length: 8 }, (_, at) => RegExp(`Many 9${at}needs`)),
  ]);
  await page.keyboard.press('ArrowDown');
  await expect(items(page).first()).toBeFocused();
  await page.keyboard.press('End');
  await expect(items(page).last()).toBeFocused();
  await expect(items(page).last()).toBeInViewport();
  await page.getByRole('searchbox', { name: 'Filter organizations' }).fill('glob');
  await page.keyboard.press('Enter');
  await expectOrganization(page, GLOBEX);
});
