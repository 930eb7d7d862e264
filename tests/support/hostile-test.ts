import type { AppServer } from './app-server.ts';
import { test as base } from './attack-test.ts';
import { startHostileServer, type Weakness } from './hostile-server.ts';

export { HOSTILE_DOCUMENT } from './hostile-server.ts';
export { expect } from './test.ts';

export interface HostileFixtures {
  /** What the origin answers in the place of the app, by path. */
  answersInstead: Map<string, object>;
}

export interface HostileWorkerFixtures {
  weakness: Weakness;
  server: AppServer;
  allAnswers: Map<string, object>;
}

/**
 * The test of attacks by a document of the app's own origin on the others: stronger than script in a page of the app,
 * for it may embed and open what it likes. What holds here is held by the documents that it attacks.
 */
export const test = base.extend<HostileFixtures, HostileWorkerFixtures>({
  weakness: ['none', { option: true, scope: 'worker' }],

  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from its pattern.
  allAnswers: [async ({}, use) => use(new Map()), { scope: 'worker' }],

  answersInstead: async ({ allAnswers }, use) => {
    await use(allAnswers);
    allAnswers.clear();
  },

  server: [
    async ({ weakness, allAnswers }, use) => {
      const server = await startHostileServer({ weakness, answersInstead: allAnswers });
      await use(server);
      await server.stop();
    },
    { scope: 'worker', timeout: 60_000 },
  ],
});
