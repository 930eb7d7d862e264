import { mergeTests } from '@playwright/test';
import type { Attack } from '../../support/attack.ts';
import { attackServers } from '../../support/attack-servers.ts';
import { WebKitPage } from './webkit-page.ts';
import { test as webkitTest } from './webkit-test.ts';

export { expect } from './webkit-test.ts';

/** The test of attacks in WebKitGTK: the servers of every attack test, and a WebDriver session as the browser. */
export const test = mergeTests(webkitTest, attackServers).extend<{ attack: Attack }>({
  attack: async ({ tabs, server, authKit, evil, traffic }, use) => {
    const handle = await tabs.current();
    await use({
      page: new WebKitPage(tabs, handle),
      // Windows and not tabs: only one tab of a window is visible, and the app starts no flow in a hidden one.
      open: async () => new WebKitPage(tabs, await tabs.open('window')),
      others: async () => {
        await tabs.use(handle);
        return (await tabs.others()).map((other) => new WebKitPage(tabs, other));
      },
      closeOthers: async () => {
        await tabs.use(handle);
        await tabs.closeOthers();
      },
      atOnce: async (actions) => {
        for (const act of actions) await act();
      },
      server,
      authKit,
      evil,
      traffic,
    });
  },
});
