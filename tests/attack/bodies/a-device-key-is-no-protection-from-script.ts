import { expect } from '@playwright/test';
import type { Attacks } from '../../support/attack.ts';
import { openRecords } from '../../support/open-records.ts';
import { ACME } from '../../support/organizations.ts';
import { findTokenLike } from '../../support/secrets.ts';

export const attacks: Attacks = {
  // Not a protection but a record of a missing one: docs/threat-model.md names it, and so does the app.
  'KNOWN FAILURE of the device key: script opens the records and holds the tokens': async ({
    page,
    traffic,
  }) => {
    await page.signIn(ACME);

    const dump = await page.evaluate(openRecords, []);

    expect(dump.keys).toBe(1);
    expect(dump.opened).toHaveLength(dump.records);
    const text = dump.opened.join('\n');
    expect(findTokenLike(text)).toBeDefined();
    const held = [...traffic.secrets].filter((secret) => text.includes(secret));
    expect(held.length, 'the very tokens of the wire').toBeGreaterThan(0);

    await page.goto('/sessions');
    await expect
      .poll(() => page.evaluate(() => document.querySelector('[data-vault=device]')?.textContent ?? ''))
      .toContain('can decrypt them');
  },
};
