import { expect } from '@playwright/test';
import type { Attacks } from '../../support/attack.ts';
import { ACME } from '../../support/organizations.ts';
import { hasStoredDocument, replaceDocuments } from '../../support/replace-documents.ts';

export const attacks: Attacks = {
  'R44: script replaces the stored document, and later visits run the attacker’s without the headers of the server':
    async ({ page, evil }) => {
      await page.signIn(ACME);
      await expect.poll(() => page.evaluate(hasStoredDocument)).toBe(true);
      await page.goto('/sessions');
      await expect.poll(() => page.hasButton('Sign out everywhere')).toBe(true);

      await page.evaluate(replaceDocuments, `${evil.origin}/found`);
      expect(evil.paths).not.toContain('/found');
      await page.clickButton('Sign out everywhere');

      await expect.poll(() => page.heading()).toBe('Replaced');
      // The app's policy allows neither inline script nor the attacker's origin.
      await expect.poll(() => evil.paths).toContain('/found');
    },
};
