import { expect } from '@playwright/test';
import type { Attacks } from '../../support/attack.ts';
import { runFullCycle } from '../../support/full-cycle.ts';
import { plantCanaries, readBrowserStorage } from '../../support/page-memory.ts';

export const attacks: Attacks = {
  'R1, R2: no storage of the origin contains an unencrypted token, code or verifier': async ({
    page,
    authKit,
    traffic,
  }) => {
    await runFullCycle(page, authKit);
    // A flow that is under way holds a verifier; it must not be readable there either.
    await page.goto('/org-05/');
    await expect.poll(() => page.heading()).toBe('Org 05');

    await plantCanaries(page);
    const storage = await readBrowserStorage(page);

    for (const place of ['local', 'session', 'database', 'bytes', 'cache'])
      expect(storage, `the sweep reaches ${place}`).toContain(`canary-in-${place}`);
    expect(traffic.secrets.size).toBeGreaterThan(10);
    expect(storage).toContain('org-keyring/sessions');
    expect(storage).toContain('org_globex');
    expect(storage).not.toContain('exportable key');
    for (const secret of traffic.secrets) expect(storage.includes(secret)).toBe(false);
    expect(storage).not.toMatch(/eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}/);
  },
};
