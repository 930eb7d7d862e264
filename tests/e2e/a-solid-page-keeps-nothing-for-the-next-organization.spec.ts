import { expectVisible, heading, signIn } from '../support/app.ts';
import { ACME, GLOBEX } from '../support/organizations.ts';
import { test } from '../support/router-app-test.ts';
import { expect } from '../support/test.ts';

test("Solid's RequireSession shows neither text nor data of one organization in another", async ({
  page,
}) => {
  await signIn(page, GLOBEX);
  await signIn(page, ACME);
  await page.goto('/acme/solid-guard.html');
  const expectPage = async (organization: typeof ACME): Promise<void> => {
    await expectVisible(heading(page, organization));
    await expect(page.getByText('data of')).toHaveText(`data of ${organization.name}`);
    await expect(page.locator('textarea')).toHaveValue('');
  };
  await expectPage(ACME);
  await page.locator('textarea').fill('A text of Acme');
  // Both sessions are known, so no other state comes between the two pages.
  await page.getByRole('link', { name: 'to Globex' }).click();
  await expectPage(GLOBEX);
  await page.locator('textarea').fill('A text of Globex');
  await page.goBack();
  await expectPage(ACME);
});
