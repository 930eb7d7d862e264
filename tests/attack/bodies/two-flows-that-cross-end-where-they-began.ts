import { expect } from '@playwright/test';
import type { Attacks } from '../../support/attack.ts';
import { ACME, GLOBEX } from '../../support/organizations.ts';

export const attacks: Attacks = {
  'R16: two parallel sign-ins in two tabs each end in their own organization': async ({
    page,
    open,
    atOnce,
    authKit,
  }) => {
    await page.goto('/acme/');
    await page.expectEmailField();
    const other = await open();
    await other.goto('/globex/');
    await other.expectEmailField();

    await atOnce([() => other.submitEmail(), () => page.submitEmail()]);

    await page.expectOrganization(ACME);
    await other.expectOrganization(GLOBEX);
    const exchanges = (await authKit.log()).filter(({ grant }) => grant === 'authorization_code');
    expect(exchanges.map(({ organization, outcome }) => [organization, outcome]).toSorted()).toEqual([
      [ACME.id, 'ok'],
      [GLOBEX.id, 'ok'],
    ]);
  },

  'R23: two tabs of one organization ask for one sign-in, and both are signed in by it': async ({
    page,
    open,
    authKit,
  }) => {
    await page.goto('/acme/');
    await page.expectEmailField();
    const other = await open();
    await other.goto('/acme/');
    await expect.poll(() => other.heading()).toBe('Another tab is signing in');
    expect(await other.evaluate(() => document.visibilityState)).toBe('visible');

    await page.submitEmail();

    await page.expectOrganization(ACME);
    await other.expectOrganization(ACME);
    expect(await authKit.startedSids()).toHaveLength(1);
  },
};
