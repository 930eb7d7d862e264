import type { Page } from '@playwright/test';
import type { StorageState } from '../../src/protocol/messages.ts';
import {
  emailField,
  expectOrganization,
  leaveAuthKit,
  openSwitcher,
  signIn,
  signInButton,
  submitEmail,
} from '../support/app.ts';
import { organizationOf } from '../support/calls.ts';
import { waitingNotes, writeNote } from '../support/notes.ts';
import { setOffline } from '../support/offline.ts';
import { ACME, ADA, GLOBEX, ORG_05 } from '../support/organizations.ts';
import { expectGoodScreen, withoutMotion } from '../support/screen.ts';
import { create, signUp } from '../support/sign-up.ts';
import { askToDeleteAll, confirmInPopup, signInLongAgo, stepUpDialog } from '../support/step-ups.ts';
import { expect, test } from '../support/test.ts';
import { refuseOnce } from '../support/worker-answers.ts';

test('every screen passes axe in light and in dark mode', { tag: '@long' }, async ({ page }) => {
  test.setTimeout(400_000);
  await withoutMotion(page);
  await page.goto('/');
  await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible();
  await expectGoodScreen(page, 'welcome');

  await signIn(page, GLOBEX);
  await signIn(page, ACME);
  await expectGoodScreen(page, 'notes');
  await setOffline(page.context(), true);
  await writeNote(page, `Waits ${Date.now()}`);
  await expect(page.getByText(/^Offline\. Showing notes from/)).toBeVisible();
  await expect(waitingNotes(page)).toHaveCount(1);
  await expectGoodScreen(page, 'notes offline');
  await page.goto('/sessions');
  await page.getByRole('button', { name: 'Sign out of Acme', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Stay signed in' })).toBeFocused();
  await expectGoodScreen(page, 'sign-out with unsent notes');
  await setOffline(page.context(), false);
  await page.goto('/acme/');
  await expect(waitingNotes(page)).toHaveCount(0);
  await openSwitcher(page);
  await expect(page.getByRole('menuitem').first()).toBeVisible();
  await expectGoodScreen(page, 'switcher');

  await page.goto('/acme/settings');
  await expect(page.getByRole('button', { name: 'Sign out of Acme' })).toBeVisible();
  await expectGoodScreen(page, 'settings');
  await page.goto('/');
  await expect(page.getByRole('main').getByRole('link', { name: /^Acme\b/ })).toBeVisible();
  await expectGoodScreen(page, 'organizations');
  await page.goto('/nowhere/');
  await expect(page.getByRole('main')).toContainText(/not found/i);
  await expectGoodScreen(page, 'not found');

  await page.goto('/sessions');
  await expect(page.getByRole('button', { name: 'Sign out of Acme' })).toBeVisible();
  await expectGoodScreen(page, 'sessions');
  await page.getByRole('link', { name: 'Details' }).click();
  await expect(page.getByRole('row').nth(2)).toBeVisible();
  await expectGoodScreen(page, 'inspector');
  await page.goBack();
  await page.getByRole('button', { name: 'Sign out of Acme', exact: true }).click();
  await page.goto('/');
  await expect(page.getByText('Also to Acme, which you signed out of.')).toBeVisible();
  await expectGoodScreen(page, 'organizations with one signed out of');
  await page.goto('/acme/');
  await expect(signInButton(page, ACME)).toBeVisible();
  await expectGoodScreen(page, 'prompt');
  await signInButton(page, ACME).click();
  await expectOrganization(page, ACME);
});

test('every screen of a new user passes axe in light and in dark mode', { tag: '@long' }, async ({
  page,
}) => {
  test.setTimeout(400_000);
  await withoutMotion(page);
  await signUp(page);
  await expectGoodScreen(page, 'no organization');
  await page.getByRole('link', { name: 'Sessions', exact: true }).click();
  await expect(page.getByRole('region', { name: 'No organization' })).toBeVisible();
  await expectGoodScreen(page, 'session without an organization');
  await page.getByRole('link', { name: 'All organizations', exact: true }).click();
  await create(page, { name: 'Analytical Engines', slug: 'analytical-engines' });
  await page.getByRole('link', { name: 'Settings', exact: true }).click();
  await page.getByRole('button', { name: 'Leave Analytical Engines', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Stay a member', exact: true })).toBeFocused();
  await expectGoodScreen(page, 'settings before leaving');
});

test('every screen of a sign-in passes axe in light and in dark mode', { tag: '@long' }, async ({
  page,
  context,
  authKit,
}) => {
  test.setTimeout(400_000);
  await withoutMotion(page);
  await authKit.changeSettings({ nonMember: 'redirect' });
  await signIn(page, GLOBEX);
  await page.goto('/umbrella/');
  await expect(page.getByRole('main')).toContainText('is not a member of Umbrella');
  await expectGoodScreen(page, 'no access');

  await page.goto('/');
  // Longer than the check of the screen takes.
  await refuseOnce(page, 'sign-in-silently', 600);
  await page.getByRole('button', { name: 'Sign in to all my organizations' }).click();
  await expect(page.getByRole('timer')).toBeVisible();
  await expectGoodScreen(page, 'progress that waits');
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(signInButton(page, ACME)).toBeVisible();
  await expectGoodScreen(page, 'progress at its end');

  await page.goto('/sessions');
  await page.getByRole('checkbox', { name: 'Select Globex' }).check();
  await expect(page.getByRole('button', { name: 'Sign out of 1 selected' })).toBeVisible();
  await expectGoodScreen(page, 'selected sessions');
  await page.goto('/auth/finished?organization=globex');
  await expect(page.getByRole('heading', { level: 1, name: 'Signed in' })).toBeVisible();
  await expectGoodScreen(page, 'window of a sign-in');

  await authKit.changeSettings({ accessTokenTtl: 4 });
  await signIn(page, ACME);
  // A session that ends before its first valid token leads to AuthKit without a click.
  await expect.poll(() => organizationOf(page)).toBe(ACME.slug);
  await authKit.revokeSession({ user: ADA.id, organization: ACME.id });
  await expect.poll(() => organizationOf(page)).toBe('401');
  await expect(page.getByRole('alert')).toBeVisible();
  await expectGoodScreen(page, 'lost session');
  await leaveAuthKit(context);
  await signInButton(page, ACME).click();
  await expect(page.getByRole('button', { name: 'Use this window instead' })).toBeVisible();
  await expectGoodScreen(page, 'lost session in another window');
});

test('every screen of trouble passes axe in light and in dark mode', { tag: '@long' }, async ({
  page,
  context,
}) => {
  test.setTimeout(400_000);
  await withoutMotion(page);
  await page.goto('/auth/error?reason=access_denied');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expectGoodScreen(page, 'failed sign-in');

  const asking = await context.newPage();
  await asking.goto('/acme/');
  await expect(emailField(asking)).toBeVisible();
  await page.goto('/acme/');
  await expect(page.getByRole('heading', { name: 'Another tab is signing in' })).toBeVisible();
  await expectGoodScreen(page, 'another tab is signing in');
  await submitEmail(asking, ADA.email);
  await expectOrganization(asking, ACME);
  // The worker tells of this sign-in too: what it says later would replace what the test says next.
  await expectOrganization(page, ACME);

  await expect(async () => {
    await tellStorage(asking, 'memory');
    await expect(asking.getByRole('status').filter({ hasText: 'cannot be saved' })).toBeVisible({
      timeout: 2_000,
    });
  }).toPass({ timeout: 20_000 });
  await withoutMotion(asking);
  await expectGoodScreen(asking, 'storage in memory');

  await setOffline(context, true);
  await page.goto('/org-07/');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expectGoodScreen(page, 'never opened and offline');
  await page.goto('/globex/');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expectGoodScreen(page, 'no session and offline');

  await page.goto('/sessions');
  await page.getByRole('button', { name: 'Sign out everywhere' }).click();
  await expect(page.getByText('You are signed out on this device.')).toBeVisible();
  await expectGoodScreen(page, 'signed out everywhere and offline');
  await setOffline(context, false);
  await expect(page.getByRole('link', { name: 'Sign out of AuthKit' })).toBeVisible();
  await expectGoodScreen(page, 'signed out everywhere and online again');

  // The way to AuthKit is stopped, as by the browser's own button.
  await page.route(/authorize/, (route) => route.abort('aborted'));
  await page.goto('/org-05/');
  await expect(page.getByRole('heading', { name: 'The sign-in page has not opened' })).toBeVisible();
  await expectGoodScreen(page, 'stopped on the way to the sign-in page');
  await page.unroute(/authorize/);
  await page.getByRole('button', { name: 'Try again' }).click();
  await expectOrganization(page, ORG_05);
});

test('the screens of a note that changes, of a new sign-in and of an impersonation pass axe in light and in dark mode', {
  tag: '@long',
}, async ({ page, context, authKit }) => {
  test.setTimeout(400_000);
  await withoutMotion(page);
  await signInLongAgo(page, authKit, ACME);
  await page.getByRole('button', { name: `Edit note: ${ACME.note}` }).click();
  await expect(page.getByLabel('Edit note', { exact: true })).toBeFocused();
  await expectGoodScreen(page, 'note being edited');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: `Delete note: ${ACME.note}` }).click();
  await expect(page.getByRole('button', { name: 'Delete note', exact: true })).toBeFocused();
  await expectGoodScreen(page, 'note being deleted');

  // The deletion needs a recent sign-in, and is refused in the end.
  await askToDeleteAll(page);
  await expect(stepUpDialog(page)).toBeVisible();
  await expectGoodScreen(page, 'new sign-in');
  await leaveAuthKit(context);
  const popup = await confirmInPopup(page);
  await expect(emailField(popup)).toBeVisible();
  await expect(stepUpDialog(page)).toContainText('window that has opened');
  await expectGoodScreen(page, 'new sign-in in another window');
  await stepUpDialog(page).getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByText('Nothing was changed')).toBeVisible();
  await expectGoodScreen(page, 'new sign-in refused');

  await page.goto('/auth/sign-in?organization=nowhere');
  await expect(page.getByRole('heading', { name: 'The sign-in could not start' })).toBeVisible();
  await expectGoodScreen(page, 'sign-in link that fails');

  const impersonator = 'support@example.com';
  await page.goto(
    await authKit.impersonate({ user: ADA.id, organization: ACME.id, reason: 'Ticket 4711', impersonator }),
  );
  await expect(page.getByRole('region', { name: 'Impersonation' })).toBeVisible();
  await expectGoodScreen(page, 'impersonation');
});

test('every screen without the worker passes axe in light and in dark mode', async ({ browser, server }) => {
  const context = await browser.newContext({ serviceWorkers: 'block', baseURL: server.origin });
  const page = await context.newPage();
  await withoutMotion(page);
  await page.goto('/auth/callback?code=foreign&state=unknown');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expectGoodScreen(page, 'callback without the worker');
  await page.goto('/acme/');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expectGoodScreen(page, 'no worker');
  await context.close();
});

/** Tells a page how sessions are kept, as the worker would. */
function tellStorage(page: Page, storage: StorageState): Promise<boolean> {
  return page.evaluate(async (state) => {
    const { port1, port2 } = new MessageChannel();
    const answer = new Promise<MessageEvent>((resolve) => {
      port1.onmessage = resolve;
    });
    navigator.serviceWorker.controller?.postMessage({ keyring: 1, type: 'list-sessions', ask: {} }, [port2]);
    const { sessions } = (await answer).data.answer;
    const event = { type: 'sessions-changed', sessions, storage: state };
    return navigator.serviceWorker.dispatchEvent(
      new MessageEvent('message', { data: { keyring: 1, event } }),
    );
  }, storage);
}
