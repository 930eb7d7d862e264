import {
  emailField,
  expectOrganization,
  heading,
  leaveAuthKit,
  signIn,
  signInButton,
} from '../support/app.ts';
import { callApi, organizationOf } from '../support/calls.ts';
import { HomeScreen, isAppWindow } from '../support/home-screen.ts';
import { setOffline } from '../support/offline.ts';
import { ACME, GLOBEX } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';

test.describe.configure({ timeout: 120_000 });

test('two installed organizations open from the home screen of a cold browser, each as itself and without OAuth', {
  tag: '@long',
}, async ({ profile, authKit, server }) => {
  const first = await profile.startBrowser();
  const page = await first.newPage();
  await signIn(page, ACME);
  await signIn(page, GLOBEX);
  const installing = new HomeScreen(first, server.origin);
  await installing.install(ACME);
  await installing.install(GLOBEX);
  const oauthBefore = await authKit.oauthRequests();

  const homeScreen = new HomeScreen(await profile.startBrowser(), server.origin);
  for (const organization of [GLOBEX, ACME]) {
    const app = await homeScreen.launch(organization);
    await expectOrganization(app, organization);
    expect(await isAppWindow(app)).toBe(true);
    expect(await organizationOf(app)).toBe(organization.slug);
  }
  expect(await authKit.oauthRequests()).toEqual(oauthBefore);
});

test('it opens offline, and works when the network is back', { tag: '@long' }, async ({
  profile,
  authKit,
  server,
}) => {
  const first = await profile.startBrowser();
  await signIn(await first.newPage(), ACME);
  await new HomeScreen(first, server.origin).install(ACME);
  const oauthBefore = await authKit.oauthRequests();

  const context = await profile.startBrowser();
  await setOffline(context, true);
  const app = await new HomeScreen(context, server.origin).launch(ACME);
  await expect(heading(app, ACME)).toBeVisible();
  await expect(app.getByLabel('New note')).toBeVisible();
  expect(await isAppWindow(app)).toBe(true);

  await setOffline(context, false);
  await expect(app.getByText(ACME.note)).toBeVisible();
  expect(await callApi(app, '/api/me')).toEqual({ status: 200, code: null });
  expect(await authKit.oauthRequests()).toEqual(oauthBefore);
});

test('signed out, it offers the sign-in to its own organization, which comes back into its window', {
  tag: '@long',
}, async ({ profile, server }) => {
  const first = await profile.startBrowser();
  const page = await first.newPage();
  await signIn(page, GLOBEX);
  await signIn(page, ACME);
  await new HomeScreen(first, server.origin).install(ACME);
  await page.goto('/acme/settings');
  await page.getByRole('button', { name: 'Sign out of Acme' }).click();
  await expect(signInButton(page, ACME).first()).toBeVisible();

  const context = await profile.startBrowser();
  const app = await new HomeScreen(context, server.origin).launch(ACME);
  await expect(signInButton(app, ACME)).toBeVisible();
  await expect(app.locator('link[rel="manifest"]')).toHaveAttribute('href', '/manifest/acme.webmanifest');
  // Where AuthKit's own cookie is gone as well, it asks who this is; its page is another site, in the same window.
  await leaveAuthKit(context);
  await signInButton(app, ACME).click();
  await emailField(app).fill('ada@example.com');
  await app.getByRole('button', { name: 'Continue', exact: true }).click();
  await expectOrganization(app, ACME);
  expect(await isAppWindow(app)).toBe(true);
  expect(await organizationOf(app)).toBe(ACME.slug);
});
