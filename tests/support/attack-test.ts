import { mergeTests } from '@playwright/test';
import type { Attack } from './attack.ts';
import { attackServers } from './attack-servers.ts';
import { PlaywrightPage } from './playwright-page.ts';
import { test as appTest } from './test.ts';

export { HOSTILE_DOCUMENT } from './hostile-server.ts';
export { expect } from './test.ts';

/** The test of attacks in the browsers that Playwright drives. `tests/engines` has the one for WebKitGTK. */
export const test = mergeTests(appTest, attackServers).extend<{ attack: Attack }>({
  // The attacker's noise is not the app's: only a token in the console fails a test.
  isConsoleNoisy: true,

  attack: async ({ page, context, server, authKit, evil, traffic }, use) => {
    const others = () => context.pages().filter((other) => other !== page);
    await use({
      page: new PlaywrightPage(page),
      open: async () => new PlaywrightPage(await context.newPage()),
      others: async () => others().map((other) => new PlaywrightPage(other)),
      closeOthers: async () => {
        // `close` of a popup that was refused its document can wait without an end. The context closes it at last.
        for (const other of others()) {
          const closed = other.waitForEvent('close', { timeout: 10_000 }).catch(() => {});
          other.close().catch(() => {});
          await closed;
        }
      },
      atOnce: async (actions) => {
        await Promise.all(actions.map((act) => act()));
      },
      server,
      authKit,
      evil,
      traffic,
    });
  },
});
