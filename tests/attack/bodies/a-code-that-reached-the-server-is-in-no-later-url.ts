import { expect } from '@playwright/test';
import type { Attacks } from '../../support/attack.ts';
import { unregister } from '../../support/open-and-watch.ts';
import { ACME } from '../../support/organizations.ts';
import { readAddresses } from '../../support/page-memory.ts';
import { attackersAuthorization } from '../../support/sign-in-callback.ts';

export const attacks: Attacks = {
  'R21: after a callback that no worker handled, the next page can read the code in no URL': async ({
    page,
    server,
  }) => {
    await page.signIn(ACME);
    const { url } = attackersAuthorization(server, ACME.id);

    // Script unregisters the worker and leaves for AuthKit: the code arrives at a document without script.
    await page.evaluate(unregister);
    await page.goto(url);
    await expect.poll(() => page.heading()).toBe('Sign-in could not be completed');
    const code = (await page.address()).searchParams.get('code') ?? '';
    expect(code.length).toBeGreaterThan(20);
    expect(await page.evaluate(() => document.scripts.length)).toBe(0);

    await page.clickLink('Go to your organizations');
    await expect.poll(async () => (await page.address()).pathname).toBe('/');
    await expect.poll(() => page.heading()).not.toBeNull();

    const addresses = await readAddresses(page);
    expect(addresses).toContain(`${server.origin}/`);
    expect(addresses.includes(code)).toBe(false);
    expect(addresses).not.toContain('code=');
  },
};
