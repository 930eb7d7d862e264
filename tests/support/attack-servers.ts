import { test as base } from '@playwright/test';
import type { VaultMode } from '../../src/protocol/configuration.ts';
import type { AppServer } from './app-server.ts';
import { EvilOrigin } from './evil-origin.ts';
import { startHostileServer, type Weakness } from './hostile-server.ts';
import { RECORDERS } from './recorders.ts';
import { ServerTraffic } from './server-traffic.ts';

export interface AttackFixtures {
  /** The attacker's origin, with an empty log. */
  evil: EvilOrigin;
  /** What arrives at the servers, with the secrets in it. */
  traffic: ServerTraffic;
  /** Responses that replace those of the app's origin, by path. */
  answersInstead: Map<string, object>;
}

export interface AttackWorkerFixtures {
  weakness: Weakness;
  vault: VaultMode;
  /** Whether the server adds scripts to pages and worker that record messages, consoles and channels. */
  isRecorded: boolean;
  server: AppServer;
  evilServer: EvilOrigin;
  allAnswers: Map<string, object>;
}

/**
 * The servers of the attack tests, the same for every browser. They run in this process, so a test sees what a browser
 * sends where it arrives. The attacker has a document on the app's origin, which is stronger than script in a page of
 * the app: such a document may embed and open any URL.
 */
export const attackServers = base.extend<AttackFixtures, AttackWorkerFixtures>({
  weakness: ['none', { option: true, scope: 'worker' }],
  vault: ['sealed', { option: true, scope: 'worker' }],
  isRecorded: [false, { option: true, scope: 'worker' }],

  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from its pattern.
  allAnswers: [async ({}, use) => use(new Map()), { scope: 'worker' }],

  answersInstead: async ({ allAnswers }, use) => {
    await use(allAnswers);
    allAnswers.clear();
  },

  server: [
    async ({ weakness, vault, isRecorded, allAnswers }, use) => {
      const first = isRecorded ? RECORDERS : undefined;
      const server = await startHostileServer({ weakness, vault, first, answersInstead: allAnswers });
      await use(server);
      await server.stop();
    },
    { scope: 'worker', timeout: 120_000 },
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
    async ({ server }, use) => {
      const traffic = new ServerTraffic(server);
      await use(traffic);
      traffic.stop();
    },
    { auto: true },
  ],
});
