import { expect, type Page } from '@playwright/test';
import { addNote, expectOrganization, followLink, heading, signIn, signInButton, switchTo } from './app.ts';
import type { AuthKitControl } from './authkit-control.ts';
import { organizationOf } from './calls.ts';
import { ACME, ADA, GLOBEX } from './organizations.ts';
import { hardReload, WorkerStopper } from './worker-control.ts';

/**
 * All that a keyring goes through, so that whatever leaks at any of it has leaked by the end: sign-ins, switches,
 * refreshes, a stopped worker, a hard reload, a refused sign-in, a lost session, a sign-out. It ends in Globex.
 */
export async function runFullCycle(page: Page, authKit: AuthKitControl): Promise<void> {
  await authKit.changeSettings({ accessTokenTtl: 3 });
  await signIn(page, ACME);
  await signIn(page, GLOBEX);
  await switchTo(page, ACME);
  await expectOrganization(page, ACME);
  await addNote(page, `Swept at ${Date.now()}`);
  await followLink(page, '/globex/');
  await expectOrganization(page, GLOBEX);

  await expect
    .poll(async () => {
      await organizationOf(page);
      return (await authKit.refreshes(GLOBEX.id)).length;
    })
    .toBeGreaterThan(1);
  await (await WorkerStopper.attach(page)).stop();
  expect(await organizationOf(page)).toBe(GLOBEX.slug);
  await hardReload(page);
  await expectOrganization(page, GLOBEX);

  await authKit.changeSettings({ nonMember: 'redirect' });
  await page.goto('/umbrella/');
  await expect(page.getByRole('button', { name: 'Sign in to Umbrella' })).toBeVisible();

  await page.goto('/acme/');
  await expectOrganization(page, ACME);
  await authKit.revokeSession({ user: ADA.id, organization: ACME.id });
  await expect.poll(() => organizationOf(page)).toBe('401');
  await signInButton(page, ACME).click();
  await expectOrganization(page, ACME);

  await page.goto('/sessions');
  await page.getByRole('button', { name: 'Sign out of Acme', exact: true }).click();
  await page.goto('/globex/');
  await expect(heading(page, GLOBEX)).toBeVisible();
}
