import {
  addNote,
  emailField,
  expectOrganization,
  signIn,
  signInButton,
  signOutEverywhere,
  submitEmail,
} from '../support/app.ts';
import { organizationOf } from '../support/calls.ts';
import { ACME, ADA, GLOBEX } from '../support/organizations.ts';
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

test('when the browser deletes the worker while tabs are open, they register it again and go on, without a notice of an update', async ({
  page,
  context,
  server,
}) => {
  await signIn(page, ACME);
  const other = await context.newPage();
  await other.goto('/globex/');
  await expectOrganization(other, GLOBEX);
  const session = await context.newCDPSession(page);
  await session.send('Storage.clearDataForOrigin', {
    origin: server.origin,
    storageTypes: 'service_workers',
  });
  await addNote(page, 'Written without a worker');
  await expect(page.getByRole('list').getByText('Written without a worker')).toBeVisible();
  await expect.poll(() => organizationOf(page)).toBe(ACME.slug);
  await expect.poll(() => organizationOf(other)).toBe(GLOBEX.slug);
  for (const tab of [page, other]) await expect(tab.getByText('A new version is ready')).toHaveCount(0);
});

test('when the browser deletes everything while a tab is open, the tab offers the sign-in', async ({
  page,
  context,
  server,
}) => {
  await signIn(page, ACME);
  const session = await context.newCDPSession(page);
  await session.send('Storage.clearDataForOrigin', { origin: server.origin, storageTypes: 'all' });
  await expect(signInButton(page, ACME)).toBeVisible();
  await expect(page.getByText('A new version is ready')).toHaveCount(0);
  await signInButton(page, ACME).click();
  await expectOrganization(page, ACME);
});

test('after that, a sign-in in one tab lets the plain calls of every open tab go on, each in its organization', async ({
  page,
  context,
  server,
}) => {
  await signIn(page, ACME);
  const other = await context.newPage();
  await other.goto('/globex/');
  await expectOrganization(other, GLOBEX);
  const session = await context.newCDPSession(page);
  await session.send('Storage.clearDataForOrigin', { origin: server.origin, storageTypes: 'all' });
  await expect(signInButton(other, GLOBEX)).toBeVisible();
  await signInButton(page, ACME).click();
  await expectOrganization(page, ACME);
  await expectOrganization(other, GLOBEX);
  // A request to another origin does not say the URL of its page.
  await expect.poll(() => organizationOf(other, server.otherApiOrigin)).toBe(GLOBEX.slug);
  await expect.poll(() => organizationOf(page, server.otherApiOrigin)).toBe(ACME.slug);
});
