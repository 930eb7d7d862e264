import { EvilOrigin } from './evil-origin.ts';
import { test as base } from './test.ts';

export { expect } from './test.ts';

/** The test of attacks: the attacker's script runs in the page, and has an origin of its own to send things to. */
export const test = base.extend<{ evil: EvilOrigin }, { evilServer: EvilOrigin }>({
  // The attacker's noise is not the app's: only a token in the console fails a test.
  isConsoleNoisy: true,

  evilServer: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from its pattern.
    async ({}, use) => {
      const evil = await EvilOrigin.start();
      await use(evil);
      await evil.stop();
    },
    { scope: 'worker' },
  ],

  evil: async ({ evilServer }, use) => {
    evilServer.forget();
    await use(evilServer);
  },
});
