import { expect } from '@playwright/test';
import type { Attacks } from '../../support/attack.ts';
import { organizationOf } from '../../support/calls.ts';
import { ACME, GLOBEX } from '../../support/organizations.ts';
import { readBrowserStorage } from '../../support/page-memory.ts';

export const attacks: Attacks = {
  'with VAULT=memory both organizations work, and no session is at rest, sealed or not': async ({
    page,
    open,
    traffic,
  }) => {
    // WebKit ends the worker while the only page is at AuthKit: this page keeps it, and the sessions in its memory.
    await page.goto('/sessions');
    const working = await open();
    await working.signIn(ACME);
    await working.signIn(GLOBEX);
    await working.switchTo(ACME);
    await working.expectOrganization(ACME);
    await expect.poll(() => organizationOf(working)).toBe(ACME.slug);

    const storage = await readBrowserStorage(page);

    expect(traffic.secrets.size).toBeGreaterThan(4);
    expect(storage.includes('user_ada')).toBe(false);
    expect(/^org-keyring\/sessions\n\n$/m.test(storage), 'the table of sessions is empty').toBe(true);
    for (const secret of traffic.secrets) expect(storage.includes(secret)).toBe(false);
  },
};
