import { expect } from '@playwright/test';
import type { Attacks } from '../../support/attack.ts';
import { ACME, GLOBEX } from '../../support/organizations.ts';
import {
  BAD_ORGANIZATION_HEADERS,
  callWithOrganizationHeader,
  callWithOwnHeaders,
} from '../../support/own-headers.ts';

export const attacks: Attacks = {
  "R7: the page's own Authorization is replaced, and what the worker adds is not echoed back": async ({
    page,
    traffic,
  }) => {
    await page.signIn(GLOBEX);
    await page.signIn(ACME);
    traffic.forget();

    const [me, echo] = await callWithOwnHeaders(page);

    expect(me).toBe(ACME.slug);
    expect(echo).not.toMatch(/forged|x-org-slug|bearer/i);
    const arrived = traffic.toApis.filter(({ url }) => /^\/api\/(me|echo)$/.test(url.pathname));
    expect(arrived.map(({ claims }) => claims?.org_id)).toEqual([ACME.id, ACME.id]);
    expect(JSON.stringify(arrived)).not.toMatch(/forged|x-org-slug/i);
  },

  'R10: a malformed or duplicate organization header is rejected, without a fallback to other evidence':
    async ({ page, traffic }) => {
      await page.signIn(ACME);
      for (const value of BAD_ORGANIZATION_HEADERS)
        expect(await callWithOrganizationHeader(page, value), value).toEqual([401, 'organization_unbound']);
      expect(traffic.organizationsAt('/api/me')).toEqual([]);
    },
};
