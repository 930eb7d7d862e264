import { expectOrganization, signIn, switcherEntry } from '../support/app.ts';
import { ACME, GLOBEX } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';

test('Ctrl K opens the switcher, letters find an organization, Enter goes there', { tag: '@long' }, async ({
  page,
}) => {
  await signIn(page, GLOBEX);
  await signIn(page, ACME);

  await page.keyboard.press('Control+k');
  await expect(switcherEntry(page, GLOBEX)).toBeVisible();
  await expect(switcherEntry(page, GLOBEX)).toHaveAccessibleName(/signed in/);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('menu')).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Switch organization' })).toBeFocused();

  await page.keyboard.press('Control+k');
  await expect(page.getByRole('menuitem')).toHaveCount(11);
  await page.keyboard.type('glob');
  await expect(page.getByRole('menuitem')).toHaveCount(1);
  await page.keyboard.press('Enter');
  await expectOrganization(page, GLOBEX);
});

test('Enter goes nowhere while no organization has the name that is typed', async ({ page }) => {
  await signIn(page, ACME);
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('menuitem')).toHaveCount(11);
  await page.keyboard.type('no such name');
  await expect(page.getByText('No organization has this name.')).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByLabel('Filter organizations')).toBeFocused();
  await expectOrganization(page, ACME);
});
