import type { Page } from '@playwright/test';
import { expectOrganization, heading, signIn, signInButton, submitEmail } from '../support/app.ts';
import { CREDENTIALS } from '../support/credentials.ts';
import { ACME, GRACE, UMBRELLA } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';

/** Whether the app tries the credential of another organization, before AuthKit's page is opened. */
const IS_SHARED = CREDENTIALS === 'shared';

/** With shared credentials the app tells the refusal, and a click opens AuthKit's page. */
async function refusedByTheApp(page: Page): Promise<void> {
  if (!IS_SHARED) return;
  await expect(page.getByRole('main')).toContainText('ada@example.com is not a member of Umbrella.');
  await expect(page.getByRole('main')).not.toContainText('Your account is not');
  await signInButton(page, UMBRELLA).click();
}

test('the app tells a user who is not a member, and at a click AuthKit does; the other session is kept', async ({
  page,
  authKit,
}) => {
  await signIn(page, ACME);
  await page.goto('/umbrella/');
  await refusedByTheApp(page);

  await expect(page.getByRole('heading', { level: 1, name: 'You cannot sign in here' })).toBeVisible();
  await expect(heading(page, UMBRELLA)).toHaveCount(0);
  const asked = (await authKit.log()).filter(({ organization }) => organization === UMBRELLA.id);
  expect(asked.map(({ kind, code }) => [kind, code])).toEqual([
    ...(IS_SHARED ? [['authenticate', 'organization_membership_not_found']] : []),
    ['authorize', 'access_denied'],
  ]);

  const oauthBefore = await authKit.oauthRequests();
  await page.goto('/acme/');
  await expectOrganization(page, ACME);
  expect(await authKit.oauthRequests()).toEqual(oauthBefore);
});

test('a refusal that comes back to the app is told there, and nothing loops', { tag: '@long' }, async ({
  page,
  authKit,
}) => {
  await authKit.changeSettings({ nonMember: 'redirect' });
  await signIn(page, ACME);
  await page.goto('/umbrella/');
  await refusedByTheApp(page);

  await page.waitForURL('/umbrella/');
  await expect(signInButton(page, UMBRELLA)).toBeVisible();
  await expect(page.getByRole('main')).toContainText('Umbrella');
  await page.reload();
  await expect(signInButton(page, UMBRELLA)).toBeVisible();
  const asked = (await authKit.log()).filter(({ organization }) => organization === UMBRELLA.id);
  expect(asked.map(({ kind }) => kind)).toEqual([...(IS_SHARED ? ['authenticate'] : []), 'authorize']);

  const oauthBefore = await authKit.oauthRequests();
  await page.goto('/acme/');
  await expectOrganization(page, ACME);
  expect(await authKit.oauthRequests()).toEqual(oauthBefore);
});

test('another account gets in, beside the first one', { tag: '@long' }, async ({ page, authKit }) => {
  await signIn(page, ACME);
  await page.goto('/umbrella/');
  await refusedByTheApp(page);
  await page.getByRole('link', { name: 'Use another account' }).click();
  await submitEmail(page, GRACE.email);
  await expectOrganization(page, UMBRELLA);

  const users = await page.evaluate(async () => {
    const emails: string[] = [];
    for (const path of ['/umbrella/', '/acme/']) {
      history.replaceState(null, '', path);
      const me: { user: { email: string } } = await (await fetch('/api/me')).json();
      emails.push(me.user.email);
    }
    return emails;
  });
  expect(users).toEqual(['grace@example.com', 'ada@example.com']);
  expect((await authKit.log()).filter(({ kind }) => kind === 'logout')).toEqual([]);
});
