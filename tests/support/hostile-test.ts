import type { AppServer } from './app-server.ts';
import { test as base } from './attack-test.ts';
import { startHostileServer, type Weakness } from './hostile-server.ts';

export { HOSTILE_DOCUMENT } from './hostile-server.ts';
export { expect } from './test.ts';

/**
 * The test of attacks by a document of the app's own origin on the others: stronger than script in a page of the app,
 * for it may embed and open what it likes. What holds here is held by the documents that it attacks.
 */
export const test = base.extend<object, { weakness: Weakness; server: AppServer }>({
  weakness: ['none', { option: true, scope: 'worker' }],

  server: [
    async ({ weakness }, use) => {
      const server = await startHostileServer({ weakness });
      await use(server);
      await server.stop();
    },
    { scope: 'worker', timeout: 60_000 },
  ],
});
