import { expectOrganization, signIn, signInButton, switchTo } from '../support/app.ts';
import { missMessages, prepareToMissMessages } from '../support/missed-messages.ts';
import { ACME, GLOBEX } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';
import { setVisibility } from '../support/visibility.ts';

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

test('a page that comes back from the background is announced only if it has changed', async ({
  page,
  context,
}) => {
  const announcement = page.locator('[aria-live="polite"]');
  await prepareToMissMessages(page);
  await signIn(page, GLOBEX);
  await signIn(page, ACME);
  await switchTo(page, GLOBEX);
  await expect(announcement).toHaveText('Globex');
  await setVisibility(page, 'hidden');
  await setVisibility(page, 'visible');
  // With the title, the announcement is what it will be.
  await expectOrganization(page, GLOBEX);
  await expect(announcement).toHaveText('');

  await setVisibility(page, 'hidden');
  await missMessages(page);
  const other = await context.newPage();
  await other.goto('/sessions');
  await other.getByRole('button', { name: 'Sign out of Globex', exact: true }).click();
  await expect(other.getByRole('row').filter({ hasText: 'Globex' })).toHaveCount(0);
  await setVisibility(page, 'visible');
  await expect(signInButton(page, GLOBEX)).toBeVisible();
  await expect(announcement).toHaveText('You are signed out');
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
