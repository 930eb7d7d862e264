import { expectOrganization, signIn, switchTo } from '../support/app.ts';
import { organizationOf, organizationsOf } from '../support/calls.ts';
import { lengthOf } from '../support/lengths.ts';
import { ACME, GLOBEX } from '../support/organizations.ts';
import { expect } from '../support/test.ts';
import { test } from '../support/traffic-test.ts';
import { hardReload } from '../support/worker-control.ts';

const RELOADS = lengthOf('HARD_RELOADS', 3);

test('R39: after a hard reload during calls the page is controlled again and every call is authorized', {
  tag: '@long',
}, async ({ page, authKit, traffic }) => {
  await signIn(page, GLOBEX);
  await signIn(page, ACME);
  const oauthBefore = await authKit.oauthRequests();
  traffic.forget();

  for (let reload = 0; reload < RELOADS; reload += 1) {
    const [here, next] = reload % 2 === 0 ? [ACME, GLOBEX] : [GLOBEX, ACME];
    const before = traffic.toApis.length;
    // Work is under way when the reload comes; what it cuts off is no matter.
    const work = organizationsOf(page, 10_000, 4).catch(() => []);
    await expect.poll(() => traffic.toApis.length).toBeGreaterThan(before);
    await hardReload(page);
    await work;
    await expectOrganization(page, here);
    expect(await page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
    expect(await organizationOf(page)).toBe(here.slug);
    await switchTo(page, next);
    await expectOrganization(page, next);
    expect(await organizationOf(page)).toBe(next.slug);
  }

  expect(traffic.unauthorized).toEqual([]);
  expect(traffic.refused).toEqual([]);
  expect(await authKit.oauthRequests()).toEqual(oauthBefore);
});
