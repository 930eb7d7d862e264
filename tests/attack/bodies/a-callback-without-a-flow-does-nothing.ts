import { expect } from '@playwright/test';
import type { Attacks } from '../../support/attack.ts';
import { ACME } from '../../support/organizations.ts';
import { FORGED_CALLBACKS } from '../../support/sign-in-callback.ts';

export const attacks: Attacks = {
  'R17: a callback with an unknown state costs no token request and harms no session': async ({
    page,
    authKit,
  }) => {
    await page.signIn(ACME);
    const oauthBefore = await authKit.oauthRequests();
    for (const path of FORGED_CALLBACKS) {
      await page.goto(path);
      await expect.poll(() => page.heading()).not.toBeNull();
      expect((await page.address()).search, path).toBe('');
      expect(await page.evaluate(() => document.body.textContent)).not.toContain('alert(1)');
    }
    await page.goto('/acme/');
    await page.expectOrganization(ACME);
    expect(await authKit.oauthRequests()).toEqual(oauthBefore);
  },
};
