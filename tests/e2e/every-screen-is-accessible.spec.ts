import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expectOrganization, openSwitcher, signIn, signInButton } from '../support/app.ts';
import { waitingNotes, writeNote } from '../support/notes.ts';
import { ACME, GLOBEX } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';

async function expectAccessible(page: Page, screen: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = violations.map(
    ({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html).join(' ')}`,
  );
  expect(found, screen).toEqual([]);
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`every screen passes axe in ${colorScheme} mode`, async ({ page }) => {
    test.setTimeout(120_000);
    // Colours that are still on their way to another are nobody's contrast.
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.goto('/');
    await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible();
    await expectAccessible(page, 'welcome');

    await signIn(page, GLOBEX);
    await signIn(page, ACME);
    await expectAccessible(page, 'notes');
    await page.context().setOffline(true);
    await writeNote(page, `Waits ${Date.now()}`);
    await expect(page.getByText(/^Offline\. You see the notes of/)).toBeVisible();
    await expect(waitingNotes(page)).toHaveCount(1);
    await expectAccessible(page, 'notes offline');
    await page.goto('/sessions');
    await page.getByRole('button', { name: 'Sign out of Acme', exact: true }).click();
    await expect(page.getByRole('button', { name: 'Stay signed in' })).toBeFocused();
    await expectAccessible(page, 'sign-out with unsent notes');
    await page.context().setOffline(false);
    await page.goto('/acme/');
    await expect(waitingNotes(page)).toHaveCount(0);
    await openSwitcher(page);
    await expect(page.getByRole('menuitem').first()).toBeVisible();
    await expectAccessible(page, 'switcher');

    await page.goto('/acme/settings');
    await expect(page.getByRole('button', { name: 'Sign out of Acme' })).toBeVisible();
    await expectAccessible(page, 'settings');
    await page.goto('/');
    await expect(page.getByRole('main').getByRole('link', { name: /^Acme\b/ })).toBeVisible();
    await expectAccessible(page, 'organizations');
    await page.goto('/nowhere/');
    await expect(page.getByRole('main')).toContainText(/not found/i);
    await expectAccessible(page, 'not found');

    await page.goto('/sessions');
    await expect(page.getByRole('button', { name: 'Sign out of Acme' })).toBeVisible();
    await expectAccessible(page, 'sessions');
    await page.getByRole('button', { name: 'Sign out of Acme', exact: true }).click();
    await page.goto('/acme/');
    await expect(signInButton(page, ACME)).toBeVisible();
    await expectAccessible(page, 'prompt');
    await signInButton(page, ACME).click();
    await expectOrganization(page, ACME);
  });
}
