import { expectElementRequests, organizationOfBeacon } from '../../support/element-requests.ts';
import {
  type ElementRequestsServer,
  startElementRequestsServer,
} from '../../support/element-requests-server.ts';
import { ACME, GLOBEX } from '../../support/organizations.ts';
import { test as base, expect } from '../support/webkit-test.ts';

const test = base.extend<object, { elements: ElementRequestsServer }>({
  elements: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from its pattern.
    async ({}, use) => {
      const server = await startElementRequestsServer();
      await use(server);
      await server.stop();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  server: [async ({ elements }, use) => use(elements), { scope: 'worker' }],
});

test('R6: pictures of styles, a video that seeks and a beacon get the token of the page', async ({
  tabs,
  elements,
}) => {
  await tabs.signIn(ACME);
  await tabs.signIn(GLOBEX);
  for (const organization of [ACME, GLOBEX]) {
    // Its referrer is the document, and in the other engines the style sheet.
    expect(await expectElementRequests(tabs, elements, organization)).toBe(organization.id);
    expect(await organizationOfBeacon(tabs, elements)).toBe(organization.id);
  }
});
