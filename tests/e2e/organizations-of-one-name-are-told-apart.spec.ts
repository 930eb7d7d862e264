import { openSwitcher, signIn } from '../support/app.ts';
import { ACME, GLOBEX } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';

test('of two organizations with the same name, every list shows the slugs', async ({ page }) => {
  await signIn(page, ACME);
  await page.goto('/');
  // The right-to-left mark cannot be seen.
  await page.getByLabel('Organization name').fill('Ac\u200fme');
  await page.getByRole('button', { name: 'Create organization' }).click();
  await expect(page).toHaveURL('/ac-me/');
  await expect(page.getByRole('heading', { level: 1, name: 'Ac\u200fme' })).toBeVisible();

  await openSwitcher(page);
  const first = page.getByRole('menuitem', { name: 'Acme, signed in as Ada Lovelace, acme', exact: true });
  const second = page.getByRole('menuitem', { name: /^Ac.me, signed in as Ada Lovelace, current, ac-me$/ });
  await expect(first).toContainText('acme');
  await expect(second).toContainText('ac-me');
  // Others are shown as always.
  const other = page.getByRole('menuitem', { name: new RegExp(`^${GLOBEX.name}`) });
  await expect(other).not.toContainText(GLOBEX.slug);
  await page.keyboard.press('Escape');

  await page.goto('/');
  const cards = page.getByRole('list', { name: 'Organizations' });
  await expect(cards.getByRole('link', { name: /^Ac.?me/ }).filter({ hasText: 'ac-me' })).toHaveCount(1);
  await expect(cards.getByRole('link', { name: /^Acme acme / })).toHaveCount(1);

  await page.goto('/sessions');
  await expect(
    page.getByRole('button', { name: 'Sign out of Acme', exact: true }),
  ).toHaveAccessibleDescription('acme');
  await expect(
    page.getByRole('checkbox', { name: 'Select Ac\u200fme', exact: true }),
  ).toHaveAccessibleDescription('ac-me');
});
