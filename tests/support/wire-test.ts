import { test as base } from './hostile-test.ts';
import { Secrets } from './secrets.ts';
import { Wire } from './wire.ts';

export { expect } from './test.ts';

/** The test of attacks whose outcome is seen where it counts: at the servers, with any browser. */
export const test = base.extend<{ wire: Wire; secrets: Secrets }>({
  wire: async ({ server }, use) => {
    const wire = new Wire(server);
    await use(wire);
    wire.close();
  },

  secrets: async ({ context, server, wire }, use) =>
    use(new Secrets(context, server.authKitOrigin, () => wire.secrets())),
});
