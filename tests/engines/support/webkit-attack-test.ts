import type { VaultMode } from '../../../src/protocol/configuration.ts';
import type { AppServer } from '../../support/app-server.ts';
import { EvilOrigin } from '../../support/evil-origin.ts';
import { startHostileServer, type Weakness } from '../../support/hostile-server.ts';
import { RECORDERS } from './recorders.ts';
import { ServerTraffic } from './server-traffic.ts';
import { test as base } from './webkit-test.ts';

export { HOSTILE_DOCUMENT } from '../../support/hostile-server.ts';
export { expect } from './webkit-test.ts';

/**
 * The test of attacks in WebKitGTK: the attacker's script runs in the page and has an origin of its own; what the
 * browser sends is seen where it arrives, for the servers run in this process.
 */
export const test = base.extend<
  { evil: EvilOrigin; traffic: ServerTraffic },
  { weakness: Weakness; vault: VaultMode; isRecorded: boolean; server: AppServer; evilServer: EvilOrigin }
>({
  weakness: ['none', { option: true, scope: 'worker' }],
  vault: ['sealed', { option: true, scope: 'worker' }],
  /** Whether messages and consoles are recorded, by scripts that the server puts first. */
  isRecorded: [false, { option: true, scope: 'worker' }],

  server: [
    async ({ weakness, vault, isRecorded }, use) => {
      const server = await startHostileServer({ weakness, vault, first: isRecorded ? RECORDERS : undefined });
      await use(server);
      await server.stop();
    },
    { scope: 'worker', timeout: 60_000 },
  ],

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

  traffic: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from its pattern.
    async ({}, use) => {
      const traffic = new ServerTraffic();
      await use(traffic);
      traffic.stop();
    },
    { auto: true },
  ],
});
