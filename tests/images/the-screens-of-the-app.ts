import { statSync } from 'node:fs';
import type { Browser, Page } from '@playwright/test';
import {
  addNote,
  emailField,
  expectOrganization,
  openSwitcher,
  signIn,
  signInButton,
  submitEmail,
  switcherEntry,
} from '../support/app.ts';
import { organizationOf } from '../support/calls.ts';
import { waitingNotes, writeNote } from '../support/notes.ts';
import { setOffline } from '../support/offline.ts';
import { ACME, ADA, GLOBEX, GRACE, ORG_05 } from '../support/organizations.ts';
import { signUp } from '../support/sign-up.ts';
import { askToDeleteAll, signInLongAgo, stepUpDialog } from '../support/step-ups.ts';
import { expect, test } from '../support/test.ts';

const DESK = { width: 920, height: 600 };
/** For the table of sessions. */
const WIDE = { width: 1120, height: 500 };
const PHONE = { width: 390, height: 780 };
/** Largest picture, bytes: the repository keeps every version of each. */
const LIMIT = 100_000;

interface Look {
  readonly size: { readonly width: number; readonly height: number };
  readonly colorScheme: 'light' | 'dark';
}
const LOOKS = {
  'desk light': { size: DESK, colorScheme: 'light' },
  'desk dark': { size: DESK, colorScheme: 'dark' },
  'wide dark': { size: WIDE, colorScheme: 'dark' },
  'phone light': { size: PHONE, colorScheme: 'light' },
  'phone dark': { size: PHONE, colorScheme: 'dark' },
} as const satisfies Readonly<Record<string, Look>>;

/** Makes the picture `docs/images/<name>.png` of what the page shows. */
async function take(page: Page, name: string, look: keyof typeof LOOKS): Promise<void> {
  const { size, colorScheme } = LOOKS[look];
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
  await page.setViewportSize(size);
  await page.evaluate(() => document.fonts.ready);
  const path = `docs/images/${name}.png`;
  // To hide it, Playwright would write a style into the page, which the policy forbids.
  await page.screenshot({ path, caret: 'initial' });
  expect.soft(statSync(path).size, path).toBeLessThan(LIMIT);
}

/** Grace has the organization open in another browser. */
async function openAsGrace(browser: Browser, origin: string): Promise<() => Promise<void>> {
  const context = await browser.newContext({ baseURL: origin });
  const page = await context.newPage();
  await page.goto(`/${ACME.slug}/`);
  await submitEmail(page, GRACE.email);
  await expectOrganization(page, ACME);
  return () => context.close();
}

test('a user who is signed in', async ({ page, context, browser, server }) => {
  await context.grantPermissions(['notifications']);
  await page.goto('/');
  await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible();
  await take(page, 'welcome', 'phone light');

  await signIn(page, ORG_05);
  await signIn(page, GLOBEX);
  await signIn(page, ACME);
  const close = await openAsGrace(browser, server.origin);
  await expect(page.getByText('You and Grace Hopper are here.')).toBeVisible();
  await addNote(page, 'The supplier confirmed: delivery on Friday');
  await expect(
    page.getByRole('button', { name: 'Edit note: The supplier confirmed: delivery on Friday' }),
  ).toBeVisible();
  await expect(page.getByLabel('New note')).toHaveValue('');
  await take(page, 'notes', 'desk light');
  await close();
  await openSwitcher(page);
  await expect(switcherEntry(page, GLOBEX)).toBeVisible();
  await take(page, 'switcher', 'desk light');
  await page.keyboard.press('Escape');

  await page.goto('/');
  await expect(page.getByRole('main').getByRole('link', { name: /^Acme\b/ })).toBeVisible();
  await page.mouse.move(0, 0);
  await take(page, 'organizations', 'desk light');
  await page.goto('/sessions');
  await expect(page.getByRole('button', { name: 'Sign out of Acme', exact: true })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Turn notifications on' })).toBeVisible();
  await take(page, 'sessions', 'wide dark');
  await page.setViewportSize(PHONE);
  await page.getByRole('button', { name: 'Turn notifications on' }).scrollIntoViewIfNeeded();
  await take(page, 'notifications', 'phone dark');
  await page.goto('/sessions/details');
  await expect(page.getByRole('row').nth(2)).toBeVisible();
  await take(page, 'details', 'desk dark');
  await page.goto('/acme/settings');
  await expect(page.getByRole('button', { name: 'Sign out of Acme' })).toBeVisible();
  await take(page, 'settings', 'phone light');
  await page.goto('/nowhere/');
  await expect(page.getByRole('main')).toContainText(/not found/i);
  await take(page, 'unknown-organization', 'phone dark');
});

test('a user without a network', async ({ page, context }) => {
  await signIn(page, ACME);
  await setOffline(context, true);
  await writeNote(page, 'Written on the train');
  await expect(page.getByText(/^Offline\. Showing notes from/)).toBeVisible();
  await expect(waitingNotes(page)).toHaveCount(1);
  await take(page, 'offline', 'phone light');
});

test('a user who has to sign in', async ({ page, authKit }) => {
  await authKit.changeSettings({ nonMember: 'redirect' });
  await signIn(page, GLOBEX);
  await page.goto('/umbrella/');
  await expect(page.getByRole('main')).toContainText('is not a member of Umbrella');
  await take(page, 'not-a-member', 'phone dark');

  await page.goto('/');
  await page.mouse.move(0, 0);
  await page.getByRole('button', { name: 'Sign in to all my organizations' }).click();
  await expect(page.getByRole('status').filter({ hasText: '10 of 11 signed in. The' })).toBeVisible({
    timeout: 120_000,
  });
  await take(page, 'sign-in-to-all', 'desk dark');

  await page.goto('/acme/settings');
  await page.getByRole('button', { name: 'Sign out of Acme', exact: true }).click();
  await page.goto('/acme/');
  await expect(signInButton(page, ACME)).toBeVisible();
  await take(page, 'signed-out', 'phone light');
});

test('a session that has ended', async ({ page, authKit }) => {
  await authKit.changeSettings({ accessTokenTtl: 4 });
  await signIn(page, ACME);
  await page.getByLabel('New note').fill('A text that is not lost');
  await expect.poll(() => organizationOf(page)).toBe(ACME.slug);
  await authKit.revokeSession({ user: ADA.id, organization: ACME.id });
  await expect.poll(() => organizationOf(page)).toBe('401');
  await expect(page.getByRole('alert')).toBeVisible();
  await take(page, 'session-ended', 'desk dark');
});

test('a request that demands a recent sign-in', async ({ page, authKit }) => {
  await signInLongAgo(page, authKit, ACME);
  await askToDeleteAll(page);
  await expect(stepUpDialog(page)).toBeVisible();
  await take(page, 'step-up', 'desk light');
});

test('a new user', async ({ page }) => {
  await page.goto('/acme/');
  await expect(emailField(page)).toBeVisible();
  await take(page, 'local-authkit', 'phone light');
  await signUp(page);
  await expect(page.getByRole('heading', { level: 1, name: 'Create your first organization' })).toBeVisible();
  await take(page, 'first-organization', 'phone dark');
});
