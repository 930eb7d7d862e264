import { expect } from '@playwright/test';
import type { AttackedPage } from './attack.ts';
import type { AuthKitControl } from './authkit-control.ts';
import { organizationOf } from './calls.ts';
import { ACME, ADA, GLOBEX } from './organizations.ts';

/**
 * All that a keyring goes through, so that a leak at any step has happened by the end: sign-ins, switches, refreshes, a
 * stopped worker, a reload, a refused sign-in, a lost session, a sign-out. It ends in Globex.
 */
export async function runFullCycle(page: AttackedPage, authKit: AuthKitControl): Promise<void> {
  await authKit.changeSettings({ accessTokenTtl: 3 });
  await page.signIn(ACME);
  await page.signIn(GLOBEX);
  await page.switchTo(ACME);
  await page.expectOrganization(ACME);
  await page.addNote(`Swept at ${Date.now()}`);
  await page.followLink('/globex/');
  await page.expectOrganization(GLOBEX);

  await expect
    .poll(
      async () => {
        await organizationOf(page);
        return (await authKit.refreshes(GLOBEX.id)).length;
      },
      { timeout: 40_000 },
    )
    .toBeGreaterThan(1);
  await page.restart();
  await page.expectOrganization(GLOBEX);

  await authKit.changeSettings({ nonMember: 'redirect' });
  await page.goto('/umbrella/');
  await expect.poll(() => page.hasButton('Sign in to Umbrella')).toBe(true);

  await page.goto('/acme/');
  await page.expectOrganization(ACME);
  // A session that ends before its first valid token leads to AuthKit without a click.
  await expect.poll(() => organizationOf(page)).toBe(ACME.slug);
  await authKit.revokeSession({ user: ADA.id, organization: ACME.id });
  await expect.poll(() => organizationOf(page)).toBe('401');
  await page.clickButton('Sign in to Acme');
  await page.expectOrganization(ACME);

  await page.goto('/sessions');
  await page.clickButton('Sign out of Acme');
  await page.goto('/globex/');
  await expect.poll(() => page.heading()).toBe(GLOBEX.name);
}
