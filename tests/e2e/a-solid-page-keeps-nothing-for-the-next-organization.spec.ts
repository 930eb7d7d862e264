import {
  emailField,
  expectOrganization,
  expectVisible,
  heading,
  leaveAuthKit,
  signIn,
  submitEmail,
} from '../support/app.ts';
import { organizationOf } from '../support/calls.ts';
import { ACME, ADA, GLOBEX, GRACE } from '../support/organizations.ts';
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

test("Solid's RequireSession shows no text of one user to the next, who signs in after a loss", {
  tag: '@long',
}, async ({ page, context, authKit }) => {
  await authKit.changeSettings({ accessTokenTtl: 4 });
  await signIn(page, ACME, ADA.email);
  await page.goto('/acme/solid-guard.html');
  await page.locator('textarea').fill('A text of Ada');
  await authKit.revokeSession({ user: ADA.id, organization: ACME.id });
  await expect.poll(() => organizationOf(page)).toBe('401');
  await expect(page.locator('textarea')).toHaveValue('A text of Ada');

  await leaveAuthKit(context);
  const other = await context.newPage();
  await other.goto('/acme/');
  await expect(emailField(other)).toBeVisible();
  await submitEmail(other, GRACE.email);
  await expectOrganization(other, ACME);
  await expect(page.locator('textarea')).toHaveValue('');
  await expectVisible(heading(page, ACME));
});
