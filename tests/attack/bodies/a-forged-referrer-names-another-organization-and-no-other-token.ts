import { expect } from '@playwright/test';
import type { Attacks } from '../../support/attack.ts';
import { askWithReferrer, FOREIGN_REFERRERS, HELD_REFERRERS } from '../../support/forged-referrers.ts';
import { ACME, GLOBEX } from '../../support/organizations.ts';

export const attacks: Attacks = {
  'R10: a referrer that the page forges selects a signed-in organization, or the call is rejected': async ({
    page,
    traffic,
  }) => {
    await page.signIn(GLOBEX);
    await page.signIn(ACME);
    traffic.forget();

    expect(await askWithReferrer(page, { referrer: '/globex/' })).toBe('globex');
    for (const referrer of FOREIGN_REFERRERS)
      expect(await askWithReferrer(page, { referrer }), referrer).toBe('401 organization_unbound');
    // Another host, which no page may name: the browser sends the page's own address.
    expect(await askWithReferrer(page, { referrer: '//globex/' })).toBe('acme');
    expect(await askWithReferrer(page, { referrer: '/umbrella/' })).toBe('401 authorization_required');
    expect(await askWithReferrer(page, { referrer: '/nowhere/' })).toBe('401 organization_unknown');

    expect(traffic.organizationsAt('/api/me')).toEqual([GLOBEX.id, ACME.id]);
  },

  'R10: without a referrer the page’s announcement applies, and without an announcement no token is sent':
    async ({ page, traffic }) => {
      await page.signIn(GLOBEX);
      await page.signIn(ACME);
      for (const init of HELD_REFERRERS) expect(await askWithReferrer(page, init)).toBe('acme');

      // A document without script, at the address of an organization, that announced nothing.
      await page.goto('/acme/none.txt');
      traffic.forget();
      for (const init of HELD_REFERRERS)
        expect(await askWithReferrer(page, init)).toBe('401 organization_unbound');
      // What the page before had begun may arrive now; it calls another path.
      expect(traffic.organizationsAt('/api/me')).toEqual([]);
    },
};
