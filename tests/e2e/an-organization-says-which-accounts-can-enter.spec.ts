import {
  emailField,
  expectOrganization,
  leaveAuthKit,
  signIn,
  signInButton,
  submitEmail,
} from '../support/app.ts';
import { ACME, ADA, GLOBEX, GRACE, UMBRELLA } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';

test('a deep link that no account here can follow says so, and lets another one in', async ({
  page,
  authKit,
}) => {
  await authKit.changeSettings({ nonMember: 'redirect' });
  await signIn(page, ACME);
  await page.goto('/umbrella/');
  await expect(signInButton(page, UMBRELLA)).toBeVisible();
  await expect(page.getByRole('main')).toContainText('ada@example.com is not a member of Umbrella.');
  await expect(page.getByRole('button', { name: /^Sign in as / })).toHaveCount(0);
  await page.getByRole('button', { name: 'Use another account' }).click();
  await submitEmail(page, GRACE.email);
  await expectOrganization(page, UMBRELLA);
});

test('of two accounts on this device the one that can enter is offered, and AuthKit starts with it', {
  tag: '@long',
}, async ({ page, context, authKit }) => {
  await authKit.changeSettings({ nonMember: 'redirect' });
  await signIn(page, ACME, GRACE.email);
  await leaveAuthKit(context);
  await signIn(page, GLOBEX, ADA.email);
  await page.goto('/umbrella/');
  await expect(page.getByRole('main')).toContainText('ada@example.com is not a member of Umbrella.');
  await page.getByRole('button', { name: 'Sign in as grace@example.com' }).click();
  await expect(emailField(page)).toHaveValue(GRACE.email);
  await submitEmail(page, GRACE.email);
  await expectOrganization(page, UMBRELLA);
});

test('one click signs in to the organizations of the account that signed in last, and names the others', {
  tag: '@long',
}, async ({ page, context }) => {
  await signIn(page, ACME, GRACE.email);
  await leaveAuthKit(context);
  await signIn(page, GLOBEX, ADA.email);
  await page.goto('/');
  await page.getByRole('button', { name: 'Sign in to all my organizations' }).click();
  const left = page.getByRole('listitem').filter({ has: page.getByRole('button') });
  // Nine sign-ins take seconds on a busy machine.
  const result = page.getByRole('status').filter({ hasText: '10 of 12 signed in.' });
  await expect(result).toBeVisible({ timeout: 120_000 });
  await expect(left).toHaveText([/Initech.*single sign-on/, /Umbrella.*another account/]);
});
