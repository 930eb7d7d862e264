import { expectOrganization, signIn, signInButton, switchTo } from '../support/app.ts';
import { ACME, GLOBEX } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';

test('a switch and a link tell screen readers the title of the new page, and a new document does not', async ({
  page,
}) => {
  const announcement = page.locator('[aria-live="polite"]');
  await signIn(page, GLOBEX);
  await signIn(page, ACME);
  await expect(announcement).toHaveText('');

  await switchTo(page, GLOBEX);
  await expectOrganization(page, GLOBEX);
  await expect(announcement).toHaveText('Globex');
  await page.getByRole('link', { name: 'Settings' }).click();
  await expect(announcement).toHaveText('Globex · Settings');
  await page.getByRole('link', { name: 'Sessions' }).click();
  await expect(announcement).toHaveText('Sessions');

  await page.reload();
  await expect(page.getByRole('heading', { level: 1, name: 'Sessions' })).toBeVisible();
  await expect(announcement).toHaveText('');
});

test('an organization that the user signed out of is no longer named', async ({ page, context }) => {
  await signIn(page, GLOBEX);
  await signIn(page, ACME);
  await switchTo(page, GLOBEX);
  const announcement = page.locator('[aria-live="polite"]');
  await expect(announcement).toHaveText('Globex');

  const other = await context.newPage();
  await other.goto('/sessions');
  await other.getByRole('button', { name: 'Sign out of Globex', exact: true }).click();
  await expect(signInButton(page, GLOBEX)).toBeVisible();
  await expect(announcement).not.toHaveText(/^Globex/);
});
