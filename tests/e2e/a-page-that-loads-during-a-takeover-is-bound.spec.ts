import type { Page } from '@playwright/test';
import { ApiTraffic } from '../support/api-traffic.ts';
import { expectOrganization, signIn } from '../support/app.ts';
import { organizationOf } from '../support/calls.ts';
import { lengthOf } from '../support/lengths.ts';
import { ACME, GLOBEX, type KnownOrganization } from '../support/organizations.ts';
import { test } from '../support/replaced-build-test.ts';
import { expect } from '../support/test.ts';

/** Loads of a page while a new version of the worker takes over. */
const TAKEOVERS = lengthOf('TAKEOVERS', 3);

/** Whether no other version is on its way. If a version is replaced while it activates, Chromium 156 never continues a navigation that waits for it. */
function hasOneVersion(page: Page): Promise<boolean> {
  return page.evaluate(async () => {
    const { active, waiting, installing } = await navigator.serviceWorker.ready;
    return active?.state === 'activated' && waiting === null && installing === null;
  });
}

/** Opens an organization. While a version waits, Chromium 156 may not load the script of a page (decision 57): the user reloads it. */
async function openDuringTakeover(page: Page, organization: KnownOrganization): Promise<void> {
  await expect(async () => {
    await page.goto(`/${organization.slug}/`, { timeout: 20_000 });
    await expectOrganization(page, organization);
  }).toPass({ timeout: 150_000 });
}

test.setTimeout(180_000 + TAKEOVERS * 60_000);

test(`${TAKEOVERS} loads during takeovers: each page opens its organization, at the latest after a reload, and no call lacks its token`, {
  tag: '@long',
}, async ({ page, context, server, build }) => {
  await signIn(page, GLOBEX);
  await signIn(page, ACME);
  const other = await context.newPage();
  await other.goto('/sessions');
  const traffic = new ApiTraffic(context, server);

  for (let load = 0; load < TAKEOVERS; load += 1) {
    const organization = load % 2 === 0 ? GLOBEX : ACME;
    // If the version before still waits or activates, this load is during its takeover.
    if (await hasOneVersion(other)) await build.deployAnother();
    const update = other.evaluate(async () => {
      await (await navigator.serviceWorker.ready).update();
    });
    await openDuringTakeover(page, organization);
    expect(await organizationOf(page)).toBe(organization.slug);
    await update;
  }

  expect(traffic.refused).toEqual([]);
  expect(traffic.unauthorized).toEqual([]);
});
