import { emailField, signIn, submitEmail } from '../support/app.ts';
import { ACME, ADA, INITECH } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';

/** Ada's organizations that need no single sign-on: Acme, Globex, Org 05 to Org 12. */
const PLAIN = 10;

test('one click signs in to all that need no single sign-on, and names the other', async ({
  page,
  authKit,
}) => {
  await signIn(page, ACME);
  await page.goto('/');
  await page.getByRole('button', { name: 'Sign in to all my organizations' }).click();

  await expect(page.getByRole('status').filter({ hasText: `${PLAIN} of 11 signed in` })).toBeVisible();
  await expect(page).toHaveURL('/sessions/sign-in');
  const left = page.getByRole('listitem').filter({ has: page.getByRole('button') });
  await expect(left).toHaveCount(1);
  await expect(left).toContainText('Initech');
  await expect(left).toContainText('single sign-on');

  const log = await authKit.log();
  const exchanged = log.filter(({ grant }) => grant === 'authorization_code');
  expect(new Set(exchanged.map(({ organization }) => organization)).size).toBe(PLAIN);
  expect(exchanged).toHaveLength(PLAIN);
  expect(log.filter(({ organization }) => organization === INITECH.id)).toEqual([]);

  await page.goto('/sessions');
  await expect(page.getByRole('button', { name: /^Sign out of / })).toHaveCount(PLAIN);
  await expect(page.getByRole('button', { name: 'Sign in to all my organizations' })).toHaveCount(0);
});

test('a reload and the way back repeat nothing', async ({ page, authKit }) => {
  await signIn(page, ACME);
  await page.goto('/');
  await page.getByRole('button', { name: 'Sign in to all my organizations' }).click();
  await expect(page.getByRole('status').filter({ hasText: `${PLAIN} of 11 signed in` })).toBeVisible();
  const before = await authKit.oauthRequests();

  await page.reload();
  await expect(page.getByRole('status').filter({ hasText: `${PLAIN} of 11 signed in` })).toBeVisible();
  await page.goBack();
  await expect(page).toHaveURL('/');
  await expect(page.getByRole('heading', { level: 1, name: 'Organizations' })).toBeVisible();
  expect(await authKit.oauthRequests()).toEqual(before);
});

test('somebody whom AuthKit has to ask first is asked once', async ({ page, context, authKit }) => {
  await signIn(page, ACME);
  await context.clearCookies();
  await page.goto('/');
  await page.getByRole('button', { name: 'Sign in to all my organizations' }).click();
  await expect(emailField(page)).toBeVisible();
  await expect(emailField(page)).toHaveValue(ADA.email);

  await page.goBack();
  await expect(page).toHaveURL('/');
  await expect(page.getByRole('button', { name: 'Sign in to all my organizations' })).toBeVisible();
  const asked = async () => (await authKit.log()).filter(({ kind }) => kind === 'authorize').length;
  const before = await asked();
  await page.getByRole('button', { name: 'Sign in to all my organizations' }).click();
  await submitEmail(page, ADA.email);
  await expect(page.getByRole('status').filter({ hasText: /of 11 signed in\. The others/ })).toBeVisible();
  expect(await asked()).toBeGreaterThan(before);
});
