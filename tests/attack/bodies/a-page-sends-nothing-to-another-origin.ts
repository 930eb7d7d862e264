import { expect } from '@playwright/test';
import type { Attacks } from '../../support/attack.ts';
import { ACME } from '../../support/organizations.ts';
import {
  BLOCKED,
  postTo,
  recordViolations,
  sendEverywhere,
  violations,
} from '../../support/send-everywhere.ts';

export const attacks: Attacks = {
  "R44: the page's policy blocks requests to other origins and to AuthKit's token endpoint": async ({
    page,
    open,
    evil,
    server,
    authKit,
  }) => {
    await page.signIn(ACME);
    const before = await authKit.log();
    await page.evaluate(recordViolations);

    await page.evaluate(sendEverywhere, evil.origin);
    const reached = await page.evaluate(postTo, `${server.authKitOrigin}/user_management/authenticate`);
    for (const way of BLOCKED)
      await expect.poll(() => page.evaluate(violations)).toContain(`${evil.origin}/by-${way}`);

    expect(reached).toBe('blocked');
    expect(await authKit.log()).toEqual(before);
    // A request that is on its way arrives before this one, which nothing blocks.
    await (await open()).goto(`${evil.origin}/last`);
    expect(evil.paths.filter((path) => path !== '/favicon.ico')).toEqual(['/last']);
  },
};
