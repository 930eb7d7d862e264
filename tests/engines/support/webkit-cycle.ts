import { expect } from '@playwright/test';
import type { AuthKitControl } from '../../support/authkit-control.ts';
import { ACME, ADA, GLOBEX } from '../../support/organizations.ts';
import type { WebKitTabs } from './webkit-tabs.ts';

/**
 * All that a keyring goes through, so that whatever leaks at any of it has leaked by the end: sign-ins, at which this
 * browser ends the worker, switches, refreshes, a refused sign-in, a lost session, a sign-out. It ends in Globex.
 */
export async function runFullCycle(tabs: WebKitTabs, authKit: AuthKitControl): Promise<void> {
  await authKit.changeSettings({ accessTokenTtl: 3 });
  await tabs.signIn(ACME);
  await tabs.signIn(GLOBEX);
  await tabs.switchTo(ACME);
  await tabs.expectOrganization(ACME);
  await tabs.addNote(`Swept at ${Date.now()}`);
  await tabs.followLink('/globex/');
  await tabs.expectOrganization(GLOBEX);
  await expect
    .poll(async () => {
      await tabs.organization();
      return (await authKit.refreshes(GLOBEX.id)).length;
    })
    .toBeGreaterThan(1);
  await tabs.reload();
  await tabs.expectOrganization(GLOBEX);

  await authKit.changeSettings({ nonMember: 'redirect' });
  await tabs.goto('/umbrella/');
  await tabs.expectButton('Sign in to Umbrella');

  await tabs.goto('/acme/');
  await tabs.expectOrganization(ACME);
  await authKit.revokeSession({ user: ADA.id, organization: ACME.id });
  await expect.poll(() => tabs.organization()).toBe('401');
  await tabs.button('Sign in to Acme');
  await tabs.expectOrganization(ACME);

  await tabs.goto('/sessions');
  await tabs.button('Sign out of Acme');
  await tabs.goto('/globex/');
  await expect.poll(() => tabs.heading()).toBe(GLOBEX.name);
}
