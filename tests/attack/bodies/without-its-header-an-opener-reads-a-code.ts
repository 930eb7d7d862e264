import { expect } from '@playwright/test';
import type { Attacks } from '../../support/attack.ts';
import { HOSTILE_DOCUMENT } from '../../support/hostile-server.ts';
import { openAndWatch, unregister } from '../../support/open-and-watch.ts';
import { ACME } from '../../support/organizations.ts';
import { attackersAuthorization } from '../../support/sign-in-callback.ts';

export const attacks: Attacks = {
  // It shows that the test of openers can fail: without the header the same script reads the code.
  'without Cross-Origin-Opener-Policy the code is read through an opener, once the worker is unregistered':
    async ({ page, server }) => {
      await page.signIn(ACME);
      await page.goto(HOSTILE_DOCUMENT);
      await page.evaluate(unregister);
      await page.goto(HOSTILE_DOCUMENT);
      const { url } = attackersAuthorization(server, ACME.id);

      expect((await page.evaluate(openAndWatch, [url, 'directly'] as const)).join()).toContain('code=');
    },
};
