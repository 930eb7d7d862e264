import type { Page } from '@playwright/test';
import { emailField, leaveAuthKit, signIn, submitEmail } from '../support/app.ts';
import { ACME, ADA, GLOBEX, INITECH, ORG_05 } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';
import { refuseOnce } from '../support/worker-answers.ts';

// Through AuthKit, one redirect for each. With shared credentials none is needed: see one-sign-in-opens-every-organization.
test.use({ serverEnvironment: { CREDENTIALS: 'separate' } });

/** Ada's organizations that need no single sign-on: Acme, Globex, Org 05 to Org 12. */
const PLAIN = 10;

/** Nine sign-ins, in two navigations, take seconds on a busy machine. */
async function expectSignedInToAll(page: Page): Promise<void> {
  const result = page.getByRole('status').filter({ hasText: `${PLAIN} of 11 signed in. The` });
  await expect(result).toBeVisible({ timeout: 60_000 });
}

test('one click signs in to all that need no single sign-on, and names the other', async ({
  page,
  authKit,
}) => {
  await signIn(page, ACME);
  await page.goto('/');
  await page.getByRole('button', { name: 'Sign in to all my organizations' }).click();

  await expectSignedInToAll(page);
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

test('a reload and the way back repeat nothing', { tag: '@long' }, async ({ page, authKit }) => {
  await signIn(page, ACME);
  await page.goto('/');
  await page.getByRole('button', { name: 'Sign in to all my organizations' }).click();
  await expectSignedInToAll(page);
  const before = await authKit.oauthRequests();

  await page.reload();
  await expectSignedInToAll(page);
  await page.goBack();
  await expect(page).toHaveURL('/');
  await expect(page.getByRole('heading', { level: 1, name: 'Organizations' })).toBeVisible();
  expect(await authKit.oauthRequests()).toEqual(before);
});

test('a user without an AuthKit session is asked to log in once', { tag: '@long' }, async ({
  page,
  context,
}) => {
  await signIn(page, ACME);
  await leaveAuthKit(context);
  await page.goto('/');
  await page.getByRole('button', { name: 'Sign in to all my organizations' }).click();
  await expect(emailField(page)).toBeVisible();
  await expect(emailField(page)).toHaveValue(ADA.email);

  await page.goBack();
  await expect(page).toHaveURL('/');
  await expect(page.getByRole('button', { name: 'Sign in to all my organizations' })).toBeVisible();
  await page.getByRole('button', { name: 'Sign in to all my organizations' }).click();
  await submitEmail(page, ADA.email);
  await expectSignedInToAll(page);
});

test('AuthKit allows ten sign-ins a minute: the page says so, continues without a click, and can be stopped', {
  tag: '@long',
}, async ({ page, authKit }) => {
  await signIn(page, ACME);
  await page.goto('/');
  // The time of the device passes as this test says, and as usual besides.
  await page.clock.install();
  await refuseOnce(page, 'start-authorization', 30);
  await page.getByRole('button', { name: 'Sign in to all my organizations' }).click();
  const timer = page.getByRole('timer');
  await expect(timer).toHaveText(/^AuthKit allows ten sign-ins a minute\. Going on in (30|2\d) seconds\.$/);
  await page.clock.runFor(10_000);
  await expect(timer).toContainText(/Going on in (20|1\d) seconds\.$/);
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(timer).toHaveCount(0);
  await page.clock.runFor(60_000);
  await expect(page.getByRole('status').filter({ hasText: '1 of 11 signed in.' })).toBeVisible();
  expect((await authKit.log()).filter(({ kind }) => kind === 'authorize')).toHaveLength(1);

  await refuseOnce(page, 'start-authorization', 30);
  await page.getByRole('button', { name: 'Sign in to all my organizations' }).click();
  await expect(timer).toContainText(/Going on in (30|2\d) seconds\.$/);
  await page.clock.runFor(31_000);
  await expectSignedInToAll(page);
});

test('a run with more left than AuthKit allows stops at its limit, and a reload waits on', {
  tag: '@long',
}, async ({ page, authKit }) => {
  await signIn(page, ACME);
  // Three of the ten are used up before: eight are left to sign in to, and seven of them fit.
  await signIn(page, ORG_05);
  await signIn(page, GLOBEX);
  await page.goto('/sessions');
  await page.getByRole('button', { name: 'Sign out of Globex', exact: true }).click();
  await page.goto('/');
  const all = page.getByRole('button', { name: 'Sign in to all my organizations' });
  await expect(all).toHaveAccessibleDescription('Also to Globex, which you signed out of.');
  await all.click();
  await expect(page.getByRole('timer')).toContainText('AuthKit allows ten sign-ins a minute.', {
    timeout: 30_000,
  });
  const before = await authKit.oauthRequests();
  expect(before.filter(({ grant }) => grant === 'authorization_code')).toHaveLength(10);
  await expect(page.getByRole('status').filter({ hasText: '9 of 10 signed in.' })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('timer')).toContainText('AuthKit allows ten sign-ins a minute.');
  expect(await authKit.oauthRequests()).toEqual(before);
});
