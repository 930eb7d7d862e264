import { expect } from '@playwright/test';
import type { Attacks } from '../../support/attack.ts';
import { brokenAnswers, CANARY } from '../../support/broken-answers.ts';
import { callUntilLeft } from '../../support/calls.ts';
import { ACME, GLOBEX } from '../../support/organizations.ts';
import { readAddresses, readBrowserStorage } from '../../support/page-memory.ts';
import { readRecord, sayCanaries } from '../../support/recorders.ts';
import { beginFlow } from '../../support/sign-in-callback.ts';

export const attacks: Attacks = {
  'R1: the content of a faulty token response reaches no page, storage, console or URL': async ({
    page,
    authKit,
    traffic,
  }) => {
    await authKit.changeSettings({ accessTokenTtl: 2 });
    await page.signIn(ACME);
    const { length: before } = await authKit.refreshes();
    for (const fault of brokenAnswers()) await authKit.addFault(fault);

    await page.evaluate(callUntilLeft, 2);
    await expect
      .poll(async () => (await authKit.refreshes()).length, { timeout: 40_000 })
      .toBeGreaterThan(before + 2);
    await page.goto((await beginFlow(page, GLOBEX)).href);
    await expect.poll(() => page.hasButton('Sign in to Globex')).toBe(true);

    await sayCanaries(page);
    await expect.poll(() => traffic.workerConsole).toContain('canary of the worker');
    const record = (await readRecord(page)).join('\n');
    expect(record).toContain('sessions-changed');
    const swept = [await page.evaluate(() => document.documentElement.outerHTML), record];
    swept.push(traffic.workerConsole, await readBrowserStorage(page), await readAddresses(page));
    for (const text of swept) expect(text.includes(CANARY)).toBe(false);
    await page.goto('/acme/');
    await page.expectOrganization(ACME);
  },
};
