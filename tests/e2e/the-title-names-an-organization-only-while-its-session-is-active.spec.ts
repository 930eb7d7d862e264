import { emailField, expectOrganization, signIn, signInButton, switchTo } from '../support/app.ts';
import { ACME, GLOBEX } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';

test('the title starts with the organization, and only while its session is active', {
  tag: '@long',
}, async ({ page }) => {
  await page.goto('/acme/');
  await expect(emailField(page)).toBeVisible();
  await expect(page).not.toHaveTitle(/Acme/);
  await expect(page.getByRole('heading', { level: 1 })).not.toContainText('Acme');

  await signIn(page, ACME);
  await expect(page).toHaveTitle(/^Acme\b/);
  await signIn(page, GLOBEX);
  await expect(page).toHaveTitle(/^Globex\b/);
  await switchTo(page, ACME);
  await expectOrganization(page, ACME);
  await expect(page).toHaveTitle('Acme · Keyring');
  await page.getByRole('link', { name: 'Settings' }).click();
  await expect(page).toHaveTitle('Acme · Settings · Keyring');
  await page.goBack();
  await expect(page).toHaveTitle('Acme · Keyring');
  await page.goto('/acme/settings');
  await expect(page).toHaveTitle(/^Acme\b.*Settings/);
  await expect(page.getByRole('heading', { level: 1, name: 'Acme', exact: true })).toBeVisible();
  for (const path of ['/', '/sessions', '/nowhere/']) {
    await page.goto(path);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(page).not.toHaveTitle(/^(Acme|Globex)\b/);
  }

  await page.goto('/sessions');
  await page.getByRole('button', { name: 'Sign out of Acme', exact: true }).click();
  await page.goto('/acme/');
  await expect(signInButton(page, ACME)).toBeVisible();
  await expect(page).not.toHaveTitle(/^Acme\b/);
  await expect(page.getByRole('heading', { level: 1 })).not.toHaveText('Acme');
});
