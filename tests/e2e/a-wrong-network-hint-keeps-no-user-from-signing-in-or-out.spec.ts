import type { BrowserContext } from '@playwright/test';
import {
  emailField,
  expectOrganization,
  heading,
  leaveAuthKit,
  signIn,
  signInButton,
  signOutEverywhere,
  submitEmail,
} from '../support/app.ts';
import { organizationOf } from '../support/calls.ts';
import { setOffline } from '../support/offline.ts';
import { ACME, ADA } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';

/** From now on every document of this context is told that it is offline. The network works. */
async function claimOffline(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    Object.defineProperty(Navigator.prototype, 'onLine', { get: () => false });
  });
}

test('field report 6: with a wrong network hint an organization that is opened leads to the sign-in', async ({
  page,
  context,
}) => {
  await claimOffline(context);
  await page.goto('/acme/');
  await expect(emailField(page)).toBeVisible();
  await submitEmail(page, ADA.email);
  await expectOrganization(page, ACME);
  // What arrives shows that there is a network.
  await expect(page.getByText(/are here\.$/)).toBeVisible();
});

test('field report 6: with a wrong network hint the sign-in button works', async ({ page, context }) => {
  await claimOffline(context);
  await page.goto('/');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(emailField(page)).toBeVisible();
});

test('field report 6: with a wrong network hint a sign-in in a popup works', { tag: '@long' }, async ({
  page,
  context,
  authKit,
}) => {
  await authKit.changeSettings({ accessTokenTtl: 4 });
  await claimOffline(context);
  await signIn(page, ACME);
  await leaveAuthKit(context);
  // A session that ends before its first valid token leads to AuthKit without a click.
  await expect.poll(() => organizationOf(page)).toBe(ACME.slug);
  await authKit.revokeSession({ user: ADA.id, organization: ACME.id });
  await expect.poll(() => organizationOf(page)).toBe('401');
  const [popup] = await Promise.all([context.waitForEvent('page'), signInButton(page, ACME).click()]);
  await expect(emailField(popup)).toBeVisible();
  const closed = popup.waitForEvent('close');
  await submitEmail(popup, ADA.email);
  await closed;
  await expect(heading(page, ACME)).toBeVisible();
});

test('field report 6: with a wrong network hint signing out everywhere ends the session of AuthKit too', async ({
  page,
  context,
  authKit,
}) => {
  await claimOffline(context);
  await signIn(page, ACME);
  await page.goto('/sessions');
  const left = page.waitForRequest(/sessions\/logout/);
  await signOutEverywhere(page);
  expect((await left).isNavigationRequest()).toBe(true);
  await expect(page).toHaveURL('/');
  await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible();
  expect((await authKit.log()).some(({ kind }) => kind === 'logout')).toBe(true);
});

test('without a network a sign-in stays in the app, and its button tries again', { tag: '@long' }, async ({
  page,
  context,
}) => {
  await signIn(page, ACME);
  await page.goto('/sessions');
  await page.getByRole('button', { name: 'Sign out of Acme' }).click();
  await expect(page.getByText('No sessions on this device')).toBeVisible();
  await page.goto('/acme/');
  await expect(signInButton(page, ACME)).toBeVisible();

  await setOffline(context, true);
  await signInButton(page, ACME).click();
  await expect(page.getByRole('heading', { name: 'You are offline' })).toBeVisible();
  await expect(page).toHaveURL('/acme/');
  const tryAgain = page.getByRole('button', { name: 'Try again' });
  await expect(tryAgain).toBeVisible();
  await setOffline(context, false);
  // The network's return brings the prompt back by itself, before or after a click.
  await expect(tryAgain.or(signInButton(page, ACME))).toBeVisible();
  await tryAgain.click({ timeout: 1_000 }).catch(() => {});
  await signInButton(page, ACME).click();
  await expect(heading(page, ACME).or(emailField(page))).toBeVisible();
});
