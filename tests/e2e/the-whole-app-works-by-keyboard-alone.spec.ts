import type { Locator, Page } from '@playwright/test';
import { emailField, expectOrganization, heading, signInButton, switcherEntry } from '../support/app.ts';
import { organizationOf } from '../support/calls.ts';
import { ACME, ADA, GLOBEX } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';

/** More stops than any page has: a note of the user has two, and tests before this one may have left many notes. */
const STOPS = 400;

/** Goes on with Tab until `target` has the focus, and sees that the focus can be seen at every stop. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible();
  for (let stop = 0; stop < STOPS; stop += 1) {
    await page.keyboard.press('Tab');
    const isVisible = await page.evaluate(() => {
      const focused = document.activeElement;
      if (focused === null || focused === document.body) return true;
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(focused);
      return (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none';
    });
    expect(isVisible, 'the focus can be seen').toBe(true);
    if (await target.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error('Tab never got there.');
}

async function press(page: Page, target: Locator, key = 'Enter'): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.press(key);
}

test('signing in, writing, switching, losing a session, signing out: only by keyboard', {
  tag: '@long',
}, async ({ page, context, authKit }) => {
  test.setTimeout(240_000);
  // With two organizations less, a focus on the link of each and the sign-in to all stay within ten sign-ins a minute.
  for (const organization of ['org_11', 'org_12'])
    await authKit.setMembership({ user: ADA.id, organization, status: 'inactive' });
  await page.goto('/');
  await press(page, page.getByRole('button', { name: 'Sign in', exact: true }));
  await expect(emailField(page)).toBeVisible();
  if (!(await emailField(page).evaluate((field) => field === document.activeElement)))
    await tabTo(page, emailField(page));
  await page.keyboard.type(ADA.email);
  await page.keyboard.press('Enter');
  await press(page, page.getByRole('button', { name: 'Globex', exact: true }));

  await press(page, page.getByRole('button', { name: 'Sign in to all my organizations' }));
  await expect(page.getByRole('status').filter({ hasText: '8 of 9 signed in.' })).toBeVisible({
    timeout: 120_000,
  });
  await press(page, page.getByRole('main').getByRole('link', { name: /^Acme\b/ }));
  await expectOrganization(page, ACME);

  await tabTo(page, page.getByLabel('New note'));
  await page.keyboard.type('Written without a mouse');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('list', { name: 'Notes' })).toContainText('Written without a mouse');

  await page.keyboard.press('Control+k');
  await expect(switcherEntry(page, GLOBEX)).toBeVisible();
  await page.keyboard.type('glob');
  await page.keyboard.press('Enter');
  await expectOrganization(page, GLOBEX);
  await page.keyboard.press('Control+2');
  await expectOrganization(page, ACME);

  await authKit.revokeSession({ user: ADA.id, organization: ACME.id });
  await authKit.changeSettings({ clockOffset: 301 });
  await expect.poll(() => organizationOf(page)).toBe('401');
  // The way to the button may have hundreds of stops.
  const opened = context.waitForEvent('page', { timeout: 120_000 });
  await press(page, signInButton(page, ACME));
  const popup = await opened;
  await expect.poll(() => popup.isClosed()).toBe(true);
  await expect(heading(page, ACME)).toBeVisible();

  await press(page, page.getByRole('link', { name: 'Sessions' }));
  await press(page, page.getByRole('checkbox', { name: 'Select Globex' }), 'Space');
  await press(page, page.getByRole('button', { name: 'Sign out of 1 selected' }));
  await expect(page.getByRole('button', { name: 'Sign out of Globex' })).toHaveCount(0);
  await press(page, page.getByRole('link', { name: 'Details' }));
  await expect(page.getByRole('heading', { level: 1, name: 'Session details' })).toBeVisible();
  await press(page, page.getByRole('link', { name: 'Sessions' }));
  await press(page, page.getByRole('button', { name: 'Sign out everywhere' }));
  await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible();
});
