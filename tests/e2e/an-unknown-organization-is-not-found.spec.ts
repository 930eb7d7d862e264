import type { Page } from '@playwright/test';
import { expectOrganization, followLink, signIn } from '../support/app.ts';
import { callApi } from '../support/calls.ts';
import { ACME } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';

/** Collects what the browser reports as an error of a page, and in the page the manifests that it links, also for a moment. */
async function watchErrors(page: Page): Promise<readonly string[]> {
  const errors: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  await page.addInitScript(() => {
    const linked: string[] = [];
    Object.assign(globalThis, { linked });
    new MutationObserver(() => {
      const link = document.querySelector('link[rel="manifest"]');
      if (link !== null) linked.push(link.getAttribute('href') ?? '');
    }).observe(document, { childList: true, subtree: true });
  });
  return errors;
}

const linkedManifests = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => (globalThis as unknown as { linked: readonly string[] }).linked);

test('an organization that does not exist is a page that says so, with no OAuth; the others stand', async ({
  page,
  authKit,
}) => {
  await signIn(page, ACME);
  const oauthBefore = await authKit.oauthRequests();

  const errors = await watchErrors(page);
  await page.goto('/nowhere/');
  await expect(page.getByRole('main')).toContainText(/not found/i);
  expect(await linkedManifests(page)).toEqual([]);
  expect(errors).toEqual([]);
  expect(await callApi(page, '/api/me')).toEqual({ status: 401, code: 'organization_unknown' });
  await expect(page).toHaveURL('/nowhere/');
  await expect(page.locator('link[rel="manifest"]')).toHaveCount(0);

  await page.goto('/acme/');
  await expectOrganization(page, ACME);
  // A known organization is installable at once: no list and no session was needed for the link.
  expect(new Set(await linkedManifests(page))).toEqual(new Set(['/manifest/acme.webmanifest']));
  await followLink(page, '/nowhere/');
  await expect(page.getByRole('main')).toContainText(/not found/i);
  await page.goBack();
  await expectOrganization(page, ACME);
  expect(await authKit.oauthRequests()).toEqual(oauthBefore);
});

const NO_PAGES = [
  '//',
  '//evil.example/',
  '/acme//',
  '/acme//settings',
  '/sessions//',
  '/acme/%',
  '/%E0%A4%A/',
  '/acme/%ff?a=1#b',
];

test('a path that is malformed, or has an empty segment, is a page that says so', async ({
  page,
  server,
}) => {
  for (const path of NO_PAGES) {
    await test.step(path, async () => {
      await page.goto(server.origin + path);
      await expect(page.getByRole('main')).toContainText(/not found/i);
      expect(new URL(page.url()).origin).toBe(server.origin);
    });
  }
});
