import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expectOrganization, openSwitcher, signIn, signInButton } from '../support/app.ts';
import { organizationOf } from '../support/calls.ts';
import { waitingNotes, writeNote } from '../support/notes.ts';
import { ACME, ADA, GLOBEX } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';
import { refuseOnce } from '../support/worker-answers.ts';

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

for (const colorScheme of ['light', 'dark'] as const) {
  test(`every screen of a sign-in passes axe in ${colorScheme} mode`, async ({ page, context, authKit }) => {
    test.setTimeout(120_000);
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await authKit.changeSettings({ nonMember: 'redirect' });
    await signIn(page, GLOBEX);
    await page.goto('/umbrella/');
    await expect(page.getByRole('main')).toContainText('is not a member of Umbrella');
    await expectAccessible(page, 'no access');

    await page.goto('/');
    await refuseOnce(page, 'start-authorization', 30);
    await page.getByRole('button', { name: 'Sign in to all my organizations' }).click();
    await expect(page.getByRole('timer')).toBeVisible();
    await expectAccessible(page, 'progress that waits');
    await page.getByRole('button', { name: 'Stop' }).click();
    await expect(signInButton(page, ACME)).toBeVisible();
    await expectAccessible(page, 'progress at its end');

    await page.goto('/sessions');
    await page.getByRole('checkbox', { name: 'Select Globex' }).check();
    await expect(page.getByRole('button', { name: 'Sign out of 1 selected' })).toBeVisible();
    await expectAccessible(page, 'selected sessions');
    await page.goto('/auth/finished?organization=globex');
    await expect(page.getByRole('heading', { level: 1, name: 'Signed in' })).toBeVisible();
    await expectAccessible(page, 'window of a sign-in');

    await authKit.changeSettings({ accessTokenTtl: 4 });
    await signIn(page, ACME);
    await authKit.revokeSession({ user: ADA.id, organization: ACME.id });
    await expect.poll(() => organizationOf(page)).toBe('401');
    await expect(page.getByRole('alert')).toBeVisible();
    await context.clearCookies({ domain: '127.0.0.1' });
    await signInButton(page, ACME).click();
    await expect(page.getByRole('button', { name: 'Use this window instead' })).toBeVisible();
    await expectAccessible(page, 'lost session');
  });
}
