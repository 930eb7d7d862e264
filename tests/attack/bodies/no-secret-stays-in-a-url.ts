import { expect } from '@playwright/test';
import type { Attacks } from '../../support/attack.ts';
import { runFullCycle } from '../../support/full-cycle.ts';
import { readAddresses } from '../../support/page-memory.ts';

export const attacks: Attacks = {
  'R1, R21: after a sign-in no URL that the page can read contains a code, a state or a token': async ({
    page,
    authKit,
    traffic,
  }) => {
    await runFullCycle(page, authKit);

    const addresses = await readAddresses(page);

    expect(traffic.secrets.size).toBeGreaterThan(10);
    expect(addresses).toContain('/globex/');
    expect(traffic.find(addresses)).toBeUndefined();
    expect(addresses).not.toMatch(/[?&#](code|state|code_verifier|access_token|refresh_token)=/);
    // No document of this origin ever had a URL with a code: the worker handled every callback.
    expect(traffic.callbacks.length).toBeGreaterThan(2);
    expect(traffic.arrivals.filter(({ url }) => url.pathname === '/auth/callback')).toEqual([]);
    expect(page.visited.filter((url) => url.includes('/auth/callback'))).toEqual([]);
  },
};
