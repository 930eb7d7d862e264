import { expect } from '@playwright/test';
import type { Attacks } from '../../support/attack.ts';
import { listenOnChannels, whatWasHeard } from '../../support/bystander.ts';
import { organizationsOf } from '../../support/calls.ts';
import { HOSTILE_DOCUMENT } from '../../support/hostile-server.ts';
import { ACME, GLOBEX } from '../../support/organizations.ts';
import { readRecord } from '../../support/recorders.ts';

export const attacks: Attacks = {
  'R41: a bystander that listens on every BroadcastChannel and to storage hears no secret': async ({
    page,
    open,
    authKit,
    traffic,
  }) => {
    await authKit.changeSettings({ accessTokenTtl: 3 });
    await page.signIn(ACME);
    await page.signIn(GLOBEX);
    const channels = async (): Promise<Set<string>> =>
      new Set((await readRecord(page)).flatMap((line) => /^channel (.*)/.exec(line)?.[1] ?? []));
    await expect.poll(async () => (await channels()).size).toBeGreaterThan(1);
    const names = [...(await channels())];
    const bystander = await open();
    await bystander.goto(HOSTILE_DOCUMENT);
    await bystander.evaluate(listenOnChannels, names);
    const heard = (): Promise<string> => bystander.evaluate(whatWasHeard);

    await page.switchTo(ACME);
    await page.expectOrganization(ACME);
    await page.addNote('A note that the others hear of');
    await expect.poll(heard).toContain('A note that the others hear of');
    await expect
      .poll(async () => {
        await organizationsOf(page, 40, 4);
        return (await authKit.refreshes()).length;
      })
      .toBeGreaterThan(0);
    await page.goto('/sessions');
    await page.clickButton('Sign out of Acme');
    await expect.poll(() => page.hasButton('Sign out of Acme')).toBe(false);

    expect(traffic.secrets.size).toBeGreaterThan(4);
    expect(traffic.find(await heard())).toBeUndefined();
  },
};
