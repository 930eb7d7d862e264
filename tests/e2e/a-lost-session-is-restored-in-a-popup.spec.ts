import type { BrowserContext, Page } from '@playwright/test';
import {
  addNote,
  emailField,
  heading,
  leaveAuthKit,
  signIn,
  signInButton,
  submitEmail,
} from '../support/app.ts';
import type { AuthKitControl } from '../support/authkit-control.ts';
import { organizationOf } from '../support/calls.ts';
import { ACME, ADA, GLOBEX } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';

const TYPED = 'An unfinished note';

/** Ends Acme's session at AuthKit and waits until the page has noticed. */
async function loseSession(page: Page, authKit: AuthKitControl): Promise<void> {
  await authKit.revokeSession({ user: ADA.id, organization: ACME.id });
  await expect.poll(() => organizationOf(page)).toBe('401');
  await expect(page.getByRole('alert')).toContainText('Acme');
}

const authorizations = async (authKit: AuthKitControl): Promise<number> =>
  (await authKit.log()).filter(({ kind, organization }) => kind === 'authorize' && organization === ACME.id)
    .length;

/** Marks the document: after a navigation the mark is gone. */
const mark = (page: Page) => page.evaluate(() => document.documentElement.setAttribute('data-same', ''));
const isSame = (page: Page) => page.evaluate(() => document.documentElement.hasAttribute('data-same'));

async function loseSessionWhileWriting(page: Page, authKit: AuthKitControl): Promise<void> {
  await signIn(page, ACME);
  await page.getByLabel('New note').fill(TYPED);
  await mark(page);
  await loseSession(page, authKit);
}

async function popupOf(context: BrowserContext, click: () => Promise<void>): Promise<Page> {
  const [popup] = await Promise.all([context.waitForEvent('page'), click()]);
  return popup;
}

test.beforeEach(({ authKit }) => authKit.changeSettings({ accessTokenTtl: 4 }));

test('if AuthKit knows the user, the popup closes by itself and the page continues unchanged', {
  tag: '@long',
}, async ({ page, context, authKit }) => {
  await loseSessionWhileWriting(page, authKit);
  const before = await authorizations(authKit);

  const popup = await popupOf(context, () => signInButton(page, ACME).click());
  await expect(page.getByRole('alert')).toHaveCount(0);
  await expect(heading(page, ACME)).toBeVisible();
  await expect.poll(() => popup.isClosed()).toBe(true);
  expect(await isSame(page)).toBe(true);
  await expect(page.getByLabel('New note')).toHaveValue(TYPED);
  expect(await authorizations(authKit)).toBe(before + 1);

  await addNote(page, TYPED);
  await expect(page.getByRole('listitem').filter({ hasText: TYPED })).toBeVisible();
});

test('if AuthKit asks for a login, the page says that it waits, and continues after the login', {
  tag: '@long',
}, async ({ page, context, authKit }) => {
  await loseSessionWhileWriting(page, authKit);
  await leaveAuthKit(context);

  const popup = await popupOf(context, () => signInButton(page, ACME).click());
  await expect(emailField(popup)).toBeVisible();
  await expect(page.getByRole('alert')).toContainText('window that has opened');
  await expect(signInButton(page, ACME)).toBeEnabled();
  await submitEmail(popup, ADA.email);
  await expect(page.getByRole('alert')).toHaveCount(0);
  expect(await isSame(page)).toBe(true);
  await expect(page.getByLabel('New note')).toHaveValue(TYPED);
  await expect.poll(() => popup.isClosed()).toBe(true);
});

test('if the browser blocks popups, the page navigates to AuthKit and returns with the draft', {
  tag: '@long',
}, async ({ page, context, authKit }) => {
  await page.addInitScript(() => {
    window.open = () => null;
  });
  await loseSessionWhileWriting(page, authKit);
  await signInButton(page, ACME).click();
  await expect(heading(page, ACME)).toBeVisible();
  expect(await isSame(page)).toBe(false);
  await expect(page.getByLabel('New note')).toHaveValue(TYPED);
  expect(context.pages()).toHaveLength(1);
});

test('a rejection is shown in the page, and the popup closes', { tag: '@long' }, async ({
  page,
  context,
  authKit,
}) => {
  await authKit.changeSettings({ nonMember: 'redirect' });
  await signIn(page, GLOBEX);
  await signIn(page, ACME);
  await page.getByLabel('New note').fill(TYPED);
  await loseSession(page, authKit);
  await authKit.setMembership({ user: ADA.id, organization: ACME.id, status: 'inactive' });

  const popup = await popupOf(context, () => signInButton(page, ACME).click());
  await expect(page.getByRole('alert')).toContainText(/not granted|not a member/);
  await expect(page.getByRole('button', { name: 'Use another account' })).toBeVisible();
  await expect(page.getByLabel('New note')).toHaveValue(TYPED);
  await expect.poll(() => popup.isClosed()).toBe(true);
});
