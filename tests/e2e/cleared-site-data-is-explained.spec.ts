import {
  emailField,
  expectOrganization,
  signIn,
  signInButton,
  signOutEverywhere,
  submitEmail,
} from '../support/app.ts';
import { ACME, ADA } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';

const EXPLANATION = /This browser cleared what this site had kept/;

test('when the browser has cleared databases and caches, the welcome page says so; after a sign-out it does not', {
  tag: '@long',
}, async ({ page, context, server }) => {
  await page.goto('/');
  await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible();
  await expect(page.getByText(EXPLANATION)).toHaveCount(0);
  await signIn(page, ACME);
  await page.goto('/sessions');
  await signOutEverywhere(page);
  await expect(page).toHaveURL('/');
  await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible();
  await expect(page.getByText(EXPLANATION)).toHaveCount(0);

  await page.goto('/acme/');
  await signInButton(page, ACME).click();
  await expect(emailField(page)).toBeVisible();
  await submitEmail(page, ADA.email);
  await expectOrganization(page, ACME);
  await page.goto('about:blank');
  const session = await context.newCDPSession(page);
  await session.send('Storage.clearDataForOrigin', {
    origin: server.origin,
    storageTypes: 'indexeddb,cache_storage,service_workers',
  });
  await page.goto('/');
  await expect(page.getByText(EXPLANATION)).toBeVisible();
});
