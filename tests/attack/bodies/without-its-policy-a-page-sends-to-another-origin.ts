import { expect } from '@playwright/test';
import type { Attacks } from '../../support/attack.ts';
import { ACME } from '../../support/organizations.ts';
import { sendEverywhere, WAYS } from '../../support/send-everywhere.ts';

export const attacks: Attacks = {
  // It shows that the test of the policy can fail.
  'without the policy, what a page sends to another origin arrives': async ({ page, evil }) => {
    await page.signIn(ACME);
    await page.evaluate(sendEverywhere, evil.origin);
    for (const way of WAYS)
      await expect.poll(() => evil.paths.join(), `by ${way}`).toContain(`/by-${way}?stolen=canary`);
  },
};
