import type { Page } from '@playwright/test';
import {
  emailField,
  expectVisible,
  heading,
  signInButton,
  signOutEverywhere,
  submitEmail,
  switchTo,
} from '../support/app.ts';
import { type AppServer, startAppServer } from '../support/app-server.ts';
import { BuildUnderApp } from '../support/build-under-app.ts';
import { setOffline } from '../support/offline.ts';
import { ACME, ADA, GLOBEX, type KnownOrganization } from '../support/organizations.ts';
import { test as base, expect } from '../support/test.ts';

/** The tests' own server, with the build under `/app/`, takes the place of the usual one. */
const test = base.extend<object, { server: AppServer }>({
  server: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures from the pattern.
    async ({}, use) => {
      const build = await BuildUnderApp.create();
      const server = await startAppServer(build.environment);
      await use(server);
      await server.stop();
      await build.remove();
    },
    { scope: 'worker', timeout: 180_000 },
  ],
});

const homeOf = ({ id }: KnownOrganization): string => `/app/o/${id}/`;

async function expectOpen(page: Page, organization: KnownOrganization): Promise<void> {
  await expectVisible(heading(page, organization));
  await expect(page).toHaveURL((url) => url.pathname === homeOf(organization));
  await expect(page.getByText(organization.note)).toBeVisible();
}

async function signIn(page: Page, organization: KnownOrganization): Promise<void> {
  await page.goto(homeOf(organization));
  await expectVisible(heading(page, organization).or(emailField(page)));
  if (await emailField(page).isVisible()) await submitEmail(page, ADA.email);
  await expectOpen(page, organization);
}

test('the main job: two organizations side by side, and a switch that asks AuthKit for nothing', async ({
  page,
  server,
}) => {
  await signIn(page, ACME);
  await signIn(page, GLOBEX);

  const registrations = await page.evaluate(async () =>
    (await navigator.serviceWorker.getRegistrations()).map(({ scope, active }) => [
      new URL(scope).pathname,
      active && new URL(active.scriptURL).pathname,
    ]),
  );
  expect(registrations).toEqual([['/app/', '/app/sw.js']]);

  const asked: string[] = [];
  page.on('request', (request) => {
    if (request.url().startsWith(server.authKitOrigin)) asked.push(request.url());
  });
  await switchTo(page, ACME);
  await expectOpen(page, ACME);
  await switchTo(page, GLOBEX);
  await expectOpen(page, GLOBEX);
  expect(asked).toEqual([]);
});

test('the app as a whole is no other app of the origin', async ({ page }) => {
  await page.goto('/app/');
  const link = page.locator('link[rel="manifest"]');
  await expect(link).toHaveAttribute('href', '/app/app.webmanifest');
  const { id, start_url }: { readonly id?: string; readonly start_url: string } = await (
    await page.request.get('/app/app.webmanifest')
  ).json();
  // Web Application Manifest, "process the id member": an id is resolved at the origin, and is the start URL if there is none.
  const start = new URL(start_url, new URL('/app/app.webmanifest', page.url()));
  const appId = id === undefined ? start : new URL(id, start.origin);
  expect([start.pathname, appId.pathname]).toEqual(['/app/', '/app/']);
});

test('a plain fetch is of the organization whose id is in the address at the moment of the call', async ({
  page,
}) => {
  await signIn(page, GLOBEX);
  await signIn(page, ACME);
  const organizations = await page.evaluate(async () => {
    const at = async (path: string, headers: Record<string, string> = {}): Promise<string> => {
      history.pushState(null, '', path);
      const body: { organization: { id: string } } = await (await fetch('/api/me', { headers })).json();
      return body.organization.id;
    };
    return Promise.all([
      at('/app/o/org_globex/'),
      at('/app/o/org_acme/settings'),
      at('/app/o/org_globex/settings'),
      at('/app/o/org_acme/', { 'X-Org-Slug': 'org_globex' }),
    ]);
  });
  expect(organizations).toEqual(['org_globex', 'org_acme', 'org_globex', 'org_globex']);
  const refused = await page.evaluate(async () => {
    const codeOf = async (response: Response): Promise<unknown> => (await response.json()).code;
    const bySlug = await fetch('/api/me', { headers: { 'X-Org-Slug': 'acme' } }).then(codeOf);
    history.pushState(null, '', '/app/sessions');
    return [bySlug, await fetch('/api/me').then(codeOf)];
  });
  expect(refused).toEqual(['organization_unbound', 'organization_unbound']);
});

test('the callback returns to the deep link, and leaves no code in the address', async ({ page }) => {
  await page.goto(`${homeOf(ACME)}settings?tab=1`);
  await submitEmail(page, ADA.email);
  await expectVisible(heading(page, ACME));
  await expect(page).toHaveURL((url) => url.pathname + url.search === `${homeOf(ACME)}settings?tab=1`);
  // An address of no sign-in ends on the app's own error page.
  await page.goto('/app/auth/callback?code=none&state=none');
  await expect(page).toHaveURL((url) => url.pathname === '/app/auth/error');
  await expect(page.getByRole('link', { name: /organizations/i }).first()).toHaveAttribute('href', '/app/');
});

test('every page of the app opens without a network', { tag: '@long' }, async ({ page, context }) => {
  await signIn(page, ACME);
  await setOffline(context, true);
  for (const path of [homeOf(ACME), '/app/sessions', '/app/']) {
    await page.goto(path);
    await expectVisible(page.getByRole('link', { name: 'All organizations' }).first());
  }
  await page.goto(homeOf(ACME));
  await expectVisible(heading(page, ACME));
  await setOffline(context, false);
});

test('signing out everywhere ends every session, at AuthKit too, and returns to the app', {
  tag: '@long',
}, async ({ page, server }) => {
  await signIn(page, ACME);
  await signIn(page, GLOBEX);
  await page.goto('/app/sessions');
  await signOutEverywhere(page);
  await expect(page).toHaveURL((url) => url.origin === server.origin && url.pathname === '/app/');
  await page.goto(homeOf(ACME));
  await expectVisible(emailField(page).or(signInButton(page, ACME)));
  if (await signInButton(page, ACME).isVisible()) await signInButton(page, ACME).click();
  // A live session at AuthKit would sign in without a question.
  await expectVisible(emailField(page));
});
