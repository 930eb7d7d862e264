import { openSwitcher, signIn } from '../support/app.ts';
import { ACME } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';

const NUMBERED = ['05', '06', '07', '08', '09', '10', '11', '12'].map((number) => `Org ${number}`);
const ORDER = ['Acme', 'Globex', 'Initech', ...NUMBERED];

test('an organization that a hover opens does not move under the pointer', async ({ page }) => {
  await signIn(page, ACME);
  await page.goto('/');
  const cards = page.getByRole('list', { name: 'Organizations' }).getByRole('link');
  await expect(cards).toHaveCount(ORDER.length);
  await cards.last().hover();
  await expect(page.getByRole('link', { name: 'Org 12 signed in' })).toBeVisible();
  await expect(cards).toContainText(ORDER);
  await page.mouse.down();
  await page.mouse.up();
  await expect(page).toHaveURL('/org-12/');
});

test('an organization that the keyboard opens in the switcher keeps its place and the focus', async ({
  page,
}) => {
  await signIn(page, ACME);
  await openSwitcher(page);
  const items = page.getByRole('menuitem');
  await expect(items).toHaveCount(ORDER.length);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('End');
  await expect(items.last()).toHaveAccessibleName(/^Org 12, signed in/);
  await expect(items.last()).toBeFocused();
  await expect(items).toContainText(ORDER);
  await page.keyboard.press('ArrowUp');
  await expect(items.nth(-2)).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('menu')).toHaveCount(0);

  // The next time that the menu opens, it is in the usual order.
  await openSwitcher(page);
  await expect(items.nth(1)).toHaveAccessibleName(/^Org 1[12], signed in/);
});
