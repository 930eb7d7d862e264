import { signIn } from '../support/app.ts';
import { expectElementRequests, organizationOfBeacon } from '../support/element-requests.ts';
import {
  type ElementRequestsServer,
  startElementRequestsServer,
} from '../support/element-requests-server.ts';
import { ACME, GLOBEX } from '../support/organizations.ts';
import { openRequestsPage } from '../support/requests.ts';
import { test as base, expect } from '../support/test.ts';
import { sendWithTickets } from '../support/ticket-requests.ts';

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

test('R6: pictures of styles, a video that seeks and a beacon get the token of the page; a style sheet file gets none', async ({
  page,
  elements,
}) => {
  await signIn(page, ACME);
  await signIn(page, GLOBEX);
  for (const organization of [ACME, GLOBEX]) {
    expect(await expectElementRequests(page, elements, organization)).toBeNull();
    expect(await organizationOfBeacon(page, elements)).toBe(organization.id);
  }
});

test('a ticket is the credential of synchronous and keepalive requests that a browser hides from the worker', async ({
  page,
  browserName,
}) => {
  await signIn(page, ACME);
  await openRequestsPage(page, ACME);
  const isFirefox = browserName === 'firefox';
  expect(await page.evaluate(sendWithTickets)).toEqual({
    synchronous: { plain: isFirefox ? ACME.slug : '401', withTicket: ACME.slug, again: '401' },
    keepalive: { plain: isFirefox ? '401' : ACME.slug, withTicket: ACME.slug },
  });
});
