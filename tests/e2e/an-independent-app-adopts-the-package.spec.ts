import type { Page } from '@playwright/test';
import { type AdoptedApp, adoptPackage } from '../support/adopted-app.ts';
import { emailField, leaveAuthKit, submitEmail } from '../support/app.ts';
import type { AppServer } from '../support/app-server.ts';
import { startInProcess } from '../support/in-process-server.ts';
import { ACME, ADA, GLOBEX, GRACE, type KnownOrganization } from '../support/organizations.ts';
import { openPrerendered, startPrerendered } from '../support/prerendered.ts';
import { test as base, expect } from '../support/test.ts';

const test = base.extend<object, { adopted: AdoptedApp; server: AppServer }>({
  adopted: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from its pattern.
    async ({}, use) => {
      const adopted = await adoptPackage();
      await use(adopted);
      adopted.remove();
    },
    { scope: 'worker', timeout: 300_000 },
  ],
  server: [
    async ({ adopted }, use) => {
      const server = await startInProcess({}, (backEnd) => adopted.createApp(backEnd));
      await use(server);
      await server.stop();
    },
    { scope: 'worker' },
  ],
});

// One after the other, with the package built once.
test.describe.configure({ mode: 'default' });

async function expectSignedIn(page: Page, { name }: KnownOrganization): Promise<void> {
  await expect(page.getByRole('heading', { level: 1, name, exact: true })).toBeVisible();
}

test('an independent app, without a framework, builds with the package and works in two organizations', async ({
  page,
  context,
}) => {
  await page.goto('/acme/');
  await expect(emailField(page)).toBeVisible();
  await submitEmail(page, ADA.email);
  await expectSignedIn(page, ACME);

  const second = await context.newPage();
  await second.goto('/globex/');
  await expectSignedIn(second, GLOBEX);
  await page.reload();
  await expectSignedIn(page, ACME);

  await page.getByRole('button', { name: 'Sign out of Acme' }).click();
  await expect(page.getByRole('button', { name: 'Sign in to Acme' })).toBeVisible();
  await second.reload();
  await expectSignedIn(second, GLOBEX);
});

test('its list of organizations, and a page that names none, are the same for it', async ({ page }) => {
  await page.goto('/');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await submitEmail(page, ADA.email);
  await page.getByRole('button', { name: 'Globex' }).click();
  await page.getByRole('link', { name: 'Globex' }).click();
  await expectSignedIn(page, GLOBEX);

  await page.goto('/nowhere/');
  await expect(page.getByText('organization_unknown')).toBeVisible();
});

test('a page of it that was prerendered for one user shows another user who has signed in since', async ({
  page,
  context,
}) => {
  await page.goto('/acme/');
  await submitEmail(page, ADA.email);
  await expectSignedIn(page, ACME);
  const prerendered = await context.newPage();
  await startPrerendered(prerendered);
  await prerendered.goto('/acme/');

  await page.getByRole('button', { name: 'Sign out of Acme' }).click();
  await leaveAuthKit(context);
  await page.getByRole('button', { name: 'Sign in to Acme' }).click();
  await submitEmail(page, GRACE.email);
  await expectSignedIn(page, ACME);
  await openPrerendered(prerendered);
  await expectSignedIn(prerendered, ACME);
  await expect(prerendered.getByText('You are Grace')).toBeVisible();
});

test('a page of it that stays open for one user shows another user who signs in meanwhile', {
  tag: '@long',
}, async ({ page, context }) => {
  await page.goto('/acme/');
  await submitEmail(page, ADA.email);
  await expect(page.getByText('You are Ada')).toBeVisible();
  const other = await context.newPage();
  await other.goto('/acme/');
  await other.getByRole('button', { name: 'Sign out of Acme' }).click();
  await expect(page.getByRole('button', { name: 'Sign in to Acme' })).toBeVisible();
  await expect(page.getByText('You are Ada')).toHaveCount(0);

  await leaveAuthKit(context);
  await other.getByRole('button', { name: 'Sign in to Acme' }).click();
  await submitEmail(other, GRACE.email);
  await expectSignedIn(other, ACME);
  await page.reload();
  await expect(page.getByText('You are Grace')).toBeVisible();
});
