import { expect } from '@playwright/test';
import type { Attack, Attacks } from '../../support/attack.ts';

import { callUntilLeft, organizationOf } from '../../support/calls.ts';
import { ACME, ADA, GLOBEX, GRACE } from '../../support/organizations.ts';

const attackWith =
  (setting: Readonly<Record<string, unknown>>) =>
  async ({ page, authKit, traffic }: Attack): Promise<void> => {
    await authKit.changeSettings({ accessTokenTtl: 2 });
    await page.signIn(ACME);
    expect(await organizationOf(page)).toBe(ACME.slug);
    await authKit.changeSettings(setting);

    // The page calls on all the while: with the token that is still good, and then with none.
    await page.evaluate(callUntilLeft, 4);
    await expect
      .poll(async () => (await authKit.refreshes(ACME.id)).length, { timeout: 40_000 })
      .toBeGreaterThan(1);
    await page.goto('/acme/none.txt');

    expect(new Set(traffic.organizationsAt('/api/me'))).toEqual(new Set([ACME.id]));
    const subjects = traffic.authorized.map(({ claims }) => claims?.sub);
    expect(new Set(subjects)).toEqual(new Set([ADA.id]));
  };

export const attacks: Attacks = {
  'R11: if every refresh returns a token of another organization, none of them reaches the API': attackWith({
    wrongOrganization: GLOBEX.id,
  }),
  'R11: if every refresh returns a token of another user, none of them reaches the API': attackWith({
    wrongSubject: GRACE.id,
  }),
};
