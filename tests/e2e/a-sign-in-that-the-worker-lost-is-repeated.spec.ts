import type { Page } from '@playwright/test';
import { emailField, expectOrganization, submitEmail } from '../support/app.ts';
import { setOffline, waitForAppShell } from '../support/offline.ts';
import { ACME, ADA } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';

const exchanges = (log: readonly { kind: string; grant?: string; outcome: string }[]) =>
  log.filter(({ kind, grant }) => kind === 'authenticate' && grant === 'authorization_code');

/** Another tab of the origin takes away every sign-in under way. */
async function forgetFlows(page: Page): Promise<void> {
  await page.goto('/');
  await page.evaluate(
    () =>
      new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open('org-keyring');
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const database = opening.result;
          const clearing = database.transaction('flows', 'readwrite');
          clearing.objectStore('flows').clear();
          clearing.oncomplete = () => {
            database.close();
            resolve();
          };
        };
      }),
  );
}

test('a sign-in that is lost when its tab comes back is repeated, without a second login', async ({
  page,
  context,
  authKit,
}) => {
  await page.goto('/acme/settings?tab=1');
  await expect(emailField(page)).toBeVisible();
  await forgetFlows(await context.newPage());
  await submitEmail(page, ADA.email);
  await expect(page).toHaveURL('/acme/settings?tab=1');
  await expect(page.getByRole('heading', { level: 1, name: 'Acme' })).toBeVisible();
  expect(exchanges(await authKit.log())).toHaveLength(1);
});

test('cookies cleared during a sign-in, with the device of the sealed vault, need no second login', async ({
  page,
  context,
}) => {
  await page.goto('/acme/');
  await expect(emailField(page)).toBeVisible();
  await context.clearCookies();
  await submitEmail(page, ADA.email);
  // AuthKit's own cookie is gone as well, where it came in time.
  const again = emailField(page);
  await expect(again.or(page.getByRole('heading', { level: 1, name: 'Acme' }))).toBeVisible();
  if (await again.isVisible()) await submitEmail(page, ADA.email);
  await expectOrganization(page, ACME);
});

test("a callback that this tab did not start is not repeated, also during the user's own sign-in", async ({
  page,
  context,
  authKit,
}) => {
  await page.goto('/acme/');
  await expect(emailField(page)).toBeVisible();
  const victim = await context.newPage();
  const before = await authKit.oauthRequests();
  await victim.goto('/auth/callback?code=the-attackers&state=unknown');
  await expect(victim.getByRole('heading', { name: 'This sign-in cannot be used' })).toBeVisible();
  expect(await authKit.oauthRequests()).toEqual(before);
});

test('a sign-in that is lost twice is not repeated a third time', async ({ page, authKit }) => {
  await page.goto('/acme/');
  await expect(emailField(page)).toBeVisible();
  await page.goto('/auth/error');
  await expect(emailField(page)).toBeVisible();
  await page.goto('/auth/error');
  await expect(page.getByRole('heading', { name: 'This sign-in cannot be used' })).toBeVisible();
  const asked = (await authKit.log()).filter(({ kind }) => kind === 'authorize');
  expect(asked).toHaveLength(2);
});

test('a sign-in that returns without a network continues when there is one', async ({ page, context }) => {
  await page.goto('/acme/settings?tab=1');
  await expect(emailField(page)).toBeVisible();
  // The worker caches the app while no page of it is open. A picture has no script that could ask for it.
  const picture = await context.newPage();
  await picture.goto('/favicon.svg');
  await waitForAppShell(picture);
  await picture.close();
  await setOffline(context, true);
  await page.goto('/auth/error');
  await expect(page.getByRole('heading', { name: 'You are offline' })).toBeVisible();

  await setOffline(context, false);
  await expect(emailField(page)).toBeVisible();
  await submitEmail(page, ADA.email);
  await expect(page).toHaveURL('/acme/settings?tab=1');
  await expect(page.getByRole('heading', { level: 1, name: 'Acme' })).toBeVisible();
});
