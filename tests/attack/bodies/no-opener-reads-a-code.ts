import { expect } from '@playwright/test';
import type { Attack, Attacks } from '../../support/attack.ts';
import { HOSTILE_DOCUMENT } from '../../support/hostile-server.ts';
import { OPENERS, openAndWatch, unregister } from '../../support/open-and-watch.ts';
import { ACME } from '../../support/organizations.ts';
import { attackersAuthorization } from '../../support/sign-in-callback.ts';

async function attack({ page, traffic, closeOthers }: Attack, url: string): Promise<readonly string[]> {
  const seen: string[] = [];
  for (const [opener, way] of OPENERS) {
    await page.goto(opener);
    const { length: before } = traffic.callbacks;
    seen.push(...(await page.evaluate(openAndWatch, [url, way] as const)));
    await expect
      .poll(() => traffic.callbacks.length, `a code was sent ${opener} ${way}`)
      .toBeGreaterThan(before);
    await closeOthers();
  }
  return seen;
}

export const attacks: Attacks = {
  'R21, R44: an opener cannot read a code from its popup, with the worker and after unregister()': async (
    given,
  ) => {
    const { page, server } = given;
    await page.signIn(ACME);
    const { url } = attackersAuthorization(server, ACME.id);

    const withWorker = await attack(given, url);
    await page.goto(HOSTILE_DOCUMENT);
    await page.evaluate(unregister);
    const without = await attack(given, url);

    expect([...withWorker, ...without].filter((href) => /code=|the-state/.test(href))).toEqual([]);
    expect(without).toContain('severed');
  },
};
