import { ApiTraffic } from '../support/api-traffic.ts';
import { expectOrganization, signIn, switchTo } from '../support/app.ts';
import { organizationOf } from '../support/calls.ts';
import { ACME, GLOBEX } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';

const SWITCHES = 100;

test('100 switches by the menu need no OAuth, no token and no document', async ({
  page,
  context,
  server,
  authKit,
}) => {
  test.setTimeout(180_000);
  await signIn(page, ACME);
  await signIn(page, GLOBEX);
  const oauthBefore = await authKit.oauthRequests();
  const traffic = new ApiTraffic(context, server);
  const documents: string[] = [];
  page.on('request', (request) => {
    if (request.isNavigationRequest()) documents.push(request.url());
  });

  for (let index = 0; index < SWITCHES; index += 1) {
    const target = index % 2 === 0 ? ACME : GLOBEX;
    await switchTo(page, target);
    await expectOrganization(page, target);
    expect(await organizationOf(page)).toBe(target.slug);
  }

  expect(await authKit.oauthRequests()).toEqual(oauthBefore);
  expect(documents).toEqual([]);
  expect(traffic.organizationsAt('/api/me').length).toBeGreaterThanOrEqual(SWITCHES);
  expect(traffic.unauthorized).toEqual([]);
  expect(traffic.withoutWorker).toEqual([]);
  expect(traffic.refused).toEqual([]);
});
