import type { Page } from '@playwright/test';
import { heading, signIn, signInButton, switchTo } from '../support/app.ts';
import { organizationOf } from '../support/calls.ts';
import { writeNote } from '../support/notes.ts';
import { ACME, ADA, GLOBEX, INITECH } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';

const TYPED = 'An unfinished note';

const field = (page: Page) => page.getByLabel('New note');
const kept = (page: Page): Promise<string> => page.evaluate(() => JSON.stringify({ ...sessionStorage }));

/** Goes to an organization without a session: the app itself leaves for AuthKit, which asks something. */
async function leaveForInitech(page: Page): Promise<void> {
  await switchTo(page, INITECH);
  await expect(page.getByRole('button', { name: 'Continue with SSO' })).toBeVisible();
}

test('a draft is restored after a navigation to AuthKit, and after a reload', { tag: '@long' }, async ({
  page,
}) => {
  await signIn(page, ACME);
  await field(page).fill(TYPED);
  await leaveForInitech(page);
  await page.goto('/acme/');
  await expect(field(page)).toHaveValue(TYPED);

  await field(page).fill(`${TYPED}, and more`);
  await page.reload();
  await expect(field(page)).toHaveValue(`${TYPED}, and more`);

  const text = `Sent ${Date.now()}`;
  await writeNote(page, text);
  await page.reload();
  await expect(page.getByText(text, { exact: true })).toBeVisible();
  await expect(field(page)).toHaveValue('');
});

test('an unfinished edit of a note is restored after a revoked session, a reload and a visit elsewhere', {
  tag: '@long',
}, async ({ page, authKit }) => {
  await authKit.changeSettings({ accessTokenTtl: 4 });
  await signIn(page, ACME);
  await writeNote(page, 'As it was');
  const edit = page.getByLabel('Edit note', { exact: true });
  await page.getByRole('button', { name: 'Edit note: As it was' }).click();
  await edit.fill(TYPED);
  await authKit.revokeSession({ user: ADA.id, organization: ACME.id });
  await expect.poll(() => organizationOf(page)).toBe('401');
  await expect(edit).toHaveCount(0);
  await signInButton(page, ACME).click();
  await expect(edit).toHaveValue(TYPED);

  await page.reload();
  await expect(edit).toHaveValue(TYPED);
  await switchTo(page, GLOBEX);
  await expect(heading(page, GLOBEX)).toBeVisible();
  await switchTo(page, ACME);
  await expect(edit).toHaveValue(TYPED);
  await page.getByRole('button', { name: 'Cancel', exact: true }).click();
  await expect(page.getByText('As it was', { exact: true })).toBeVisible();
  expect(await kept(page)).not.toContain(TYPED);
});

test('a sign-out deletes it, also a sign-out in another tab while this one is at AuthKit', {
  tag: '@long',
}, async ({ page, context }) => {
  await signIn(page, ACME);
  await field(page).fill(TYPED);
  expect(await kept(page)).toContain(TYPED);
  const other = await context.newPage();
  await leaveForInitech(page);
  await other.goto('/sessions');
  await other.getByRole('button', { name: 'Sign out of Acme', exact: true }).click();
  await expect(other.getByRole('button', { name: 'Sign out of Acme', exact: true })).toHaveCount(0);

  await page.goto('/');
  await expect(page.getByRole('main').getByRole('link', { name: /^Acme\b/ })).toBeVisible();
  expect(await kept(page)).not.toContain(TYPED);
  await page.goto('/acme/');
  await signInButton(page, ACME).click();
  await expect(heading(page, ACME)).toBeVisible();
  await field(page).fill(TYPED);
  await other.reload();
  await other.getByRole('button', { name: 'Sign out of Acme', exact: true }).click();
  await expect(signInButton(page, ACME)).toBeVisible();
  expect(await kept(page)).not.toContain(TYPED);
});
