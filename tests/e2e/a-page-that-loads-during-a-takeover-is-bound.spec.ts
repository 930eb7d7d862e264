import { ApiTraffic } from '../support/api-traffic.ts';
import { expectOrganization, signIn } from '../support/app.ts';
import { organizationOf } from '../support/calls.ts';
import { lengthOf } from '../support/lengths.ts';
import { ACME, GLOBEX } from '../support/organizations.ts';
import { test } from '../support/replaced-build-test.ts';
import { expect } from '../support/test.ts';

/** Loads of a page while a new version of the worker takes over. */
const TAKEOVERS = lengthOf('TAKEOVERS', 3);

test.setTimeout(180_000 + TAKEOVERS * 10_000);

test(`${TAKEOVERS} loads during takeovers: each page opens its organization, and no call lacks its token`, {
  tag: '@long',
}, async ({ page, context, server, build }) => {
  await signIn(page, GLOBEX);
  await signIn(page, ACME);
  const other = await context.newPage();
  await other.goto('/sessions');
  const traffic = new ApiTraffic(context, server);

  for (let load = 0; load < TAKEOVERS; load += 1) {
    const organization = load % 2 === 0 ? GLOBEX : ACME;
    await build.deployAnother();
    const update = other.evaluate(async () => {
      await (await navigator.serviceWorker.ready).update();
    });
    // Chromium can hold a navigation back while one worker replaces the other.
    await page.goto(`/${organization.slug}/`, { timeout: 60_000 });
    await expectOrganization(page, organization);
    expect(await organizationOf(page)).toBe(organization.slug);
    await update;
  }

  expect(traffic.refused).toEqual([]);
  expect(traffic.unauthorized).toEqual([]);
});
