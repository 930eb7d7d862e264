import { expect } from '@playwright/test';
import { askWithoutScript } from '../../support/ask-without-script.ts';
import type { Attacks } from '../../support/attack.ts';
import { organizationOf } from '../../support/calls.ts';
import { ACME } from '../../support/organizations.ts';

export const attacks: Attacks = {
  'R6: elements, frames, forms and navigations that name the API get no token': async ({ page, traffic }) => {
    await page.signIn(ACME);
    const asked = () => traffic.arrivals.filter(({ url }) => url.searchParams.has('by'));
    const ways = () => asked().map(({ url }) => url.searchParams.get('by'));

    await page.evaluate(askWithoutScript);

    for (const by of ['img', 'iframe', 'script', 'stylesheet', 'form', 'popup'])
      await expect.poll(ways).toContain(by);
    // Firefox and WebKit send not all of these, and not at once.
    if (await page.evaluate(() => navigator.userAgent.includes('Chrome/')))
      for (const by of ['prefetch-', 'prefetch-fetch', 'preload-fetch', 'ping'])
        await expect.poll(ways).toContain(by);
    // Firefox shows its own page for the error, and reports that the navigation failed.
    await page.goto('/api/me?by=navigation').catch(() => {});
    await expect.poll(ways).toContain('navigation');
    expect(asked().filter(({ headers }) => headers.authorization !== undefined)).toEqual([]);

    // A call by script does get a token, so the search above is one that can find a token.
    await page.goto('/acme/');
    traffic.forget();
    expect(await organizationOf(page)).toBe(ACME.slug);
    expect(traffic.organizationsAt('/api/me')).toEqual([ACME.id]);
  },
};
