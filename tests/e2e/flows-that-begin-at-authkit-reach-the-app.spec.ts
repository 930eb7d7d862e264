import {
  emailField,
  expectOrganization,
  followLink,
  heading,
  leaveAuthKit,
  signIn,
  submitEmail,
} from '../support/app.ts';
import { organizationOf } from '../support/calls.ts';
import { setOffline } from '../support/offline.ts';
import { ACME, ADA, GLOBEX, GRACE } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';
import { WorkerClock } from '../support/worker-clock.ts';

const SUPPORT = 'support@example.com';
/** How long an impersonation lasts at WorkOS, s. */
const LIFETIME = 3_600;

test('R55: an impersonation from the dashboard is shown with its reason and its end, and one click ends it', {
  tag: '@long',
}, async ({ page, authKit }) => {
  await signIn(page, GLOBEX);
  const reason = 'Ticket 4711';
  const link = await authKit.impersonate({
    user: 'user_ada',
    organization: ACME.id,
    reason,
    impersonator: SUPPORT,
  });
  await page.goto(link);
  const notice = page.getByRole('region', { name: 'Impersonation' });
  await expect(notice).toContainText(`${SUPPORT} acts as Ada Lovelace in Acme.`);
  await expect(notice).toContainText(`Reason: ${reason}. The impersonation ends in`);

  await page.goto('/acme/');
  await expectOrganization(page, ACME);
  expect(await organizationOf(page)).toBe(ACME.slug);
  // Also on the pages of another organization, whose session is the user's own.
  await page.goto('/globex/');
  await expectOrganization(page, GLOBEX);
  await expect(notice).toHaveCount(1);

  await notice.getByRole('button', { name: 'End impersonation' }).click();
  // AuthKit ends its own session too, and sends the browser back to the app's home.
  await page.waitForURL((url) => url.pathname === '/');
  await expect(notice).toHaveCount(0);
  await page.goto('/globex/');
  await expectOrganization(page, GLOBEX);
  // AuthKit no longer impersonates: a new sign-in asks for a login.
  await page.goto('/auth/sign-in');
  await expect(emailField(page)).toBeVisible();
});

test('R55: an impersonation is not kept after the browser was closed', async ({ page, context, authKit }) => {
  const impersonation = { user: 'user_ada', organization: ACME.id, reason: 'Ticket', impersonator: SUPPORT };
  await page.goto(await authKit.impersonate(impersonation));
  const notice = page.getByRole('region', { name: 'Impersonation' });
  await expect(notice).toHaveCount(1);
  await page.reload();
  await expect(notice).toHaveCount(1);
  // A closed browser has deleted its session cookies. The session is older than a minute by then.
  await context.clearCookies({ name: 'keyring-impersonation' });
  await page.clock.setFixedTime(Date.now() + 120_000);
  await page.reload();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(notice).toHaveCount(0);
});

test('R43, R55: an impersonation ends at its limit on this device, also without a network', {
  tag: '@long',
}, async ({ page, context, authKit }) => {
  const impersonation = { user: ADA.id, organization: ACME.id, reason: 'Ticket', impersonator: SUPPORT };
  await page.goto(await authKit.impersonate(impersonation));
  const notice = page.getByRole('region', { name: 'Impersonation' });
  await expect(notice).toHaveCount(1);
  await page.goto('/acme/');
  await expectOrganization(page, ACME);
  expect(await organizationOf(page)).toBe(ACME.slug);
  const clock = await WorkerClock.take(context);

  // The access token is still valid, and AuthKit cannot be asked: nothing is used and nothing is shown.
  await setOffline(context, true);
  await authKit.changeSettings({ clockOffset: LIFETIME + 1 });
  await clock.advance((LIFETIME + 1) * 1000);
  expect(await organizationOf(page)).not.toBe(ACME.slug);
  await expect(heading(page, ACME)).toHaveCount(0);
  await expect(notice).toHaveCount(0);
  await expect(page.getByText(ACME.note)).toHaveCount(0);

  // AuthKit's clock confirms it. This AuthKit would have gone on: it is the device that ends the session.
  await setOffline(context, false);
  await expect.poll(() => organizationOf(page)).toBe('401');
  await expect(page.getByRole('alert')).toContainText('Acme');
  await expect(notice).toHaveCount(0);
  await expect.poll(async () => (await authKit.log()).some(({ kind }) => kind === 'logout')).toBe(true);
});

test('an invitation link signs the invited user in to the organization, and works once', async ({
  page,
  context,
  authKit,
}) => {
  await signIn(page, ACME, ADA.email);
  const link = await authKit.invite(GRACE.email, GLOBEX.id);
  await page.goto(link);
  // Ada is signed in at AuthKit, and the invitation is for Grace.
  await expect(emailField(page)).toHaveValue(GRACE.email);
  await submitEmail(page, GRACE.email);
  await page.waitForURL(({ hostname }) => hostname === 'localhost');
  await page.goto('/globex/');
  await expectOrganization(page, GLOBEX);
  await expect(page.getByText('Signed in as Grace Hopper')).toBeVisible();

  await leaveAuthKit(context);
  await page.goto(link);
  await expect(page.getByRole('main')).toContainText('The invitation has expired, was already used,');
});

test('the state of a sign-in comes back unchanged, and a link can carry one', async ({ page }) => {
  const state = JSON.stringify({ step: 2, text: 'ä & <b>' });
  await page.goto(`/auth/sign-in?organization=acme&state=${encodeURIComponent(state)}`);
  await submitEmail(page, ADA.email);
  await expectOrganization(page, ACME);
  await followLink(page, '/acme/settings');
  await expect(page.getByText(state, { exact: true })).toBeVisible();
});
