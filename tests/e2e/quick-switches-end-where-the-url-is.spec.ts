import type { Page } from '@playwright/test';
import { expectOrganization, signIn } from '../support/app.ts';
import { organizationOf } from '../support/calls.ts';
import { ACME, GLOBEX, type KnownOrganization, ORG_05 } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';

const ROUNDS = 20;

const ORGANIZATIONS = [ORG_05, GLOBEX, ACME];

test('clicks that follow faster than pages end at the last one, whole', { tag: '@long' }, async ({
  page,
}) => {
  for (const organization of ORGANIZATIONS) await signIn(page, organization);

  for (let round = 0; round < ROUNDS; round += 1) {
    // Never where the page is already: two to five clicks, over and back, that end one further.
    const at = (step: number): KnownOrganization =>
      ORGANIZATIONS[(round + step) % ORGANIZATIONS.length] ?? ACME;
    const last = at(0);
    const between = Array.from({ length: 1 + (round % 4) }, (_, index) => at(1 + (index % 2)));
    await clickQuickly(page, [...between, last], round % 3);
    await expectOrganization(page, last);
    expect(await organizationOf(page)).toBe(last.slug);
  }
});

test('a click back to where the page still is wins over the switch under way', { tag: '@long' }, async ({
  page,
}) => {
  for (const organization of ORGANIZATIONS) await signIn(page, organization);
  for (let round = 0; round < ROUNDS; round += 1) {
    await clickQuickly(page, [GLOBEX, ACME], 0);
    await expect.poll(() => organizationOf(page)).toBe(ACME.slug);
    await expectOrganization(page, ACME);
  }
});

/** @param rest what lies between two clicks: 0 nothing, 1 a turn of the event loop, 2 a frame */
async function clickQuickly(page: Page, clicks: readonly KnownOrganization[], rest: number): Promise<void> {
  await page.evaluate(
    async ([paths, pause]) => {
      for (const href of paths) {
        const link = Object.assign(document.createElement('a'), { href });
        document.body.append(link);
        link.click();
        link.remove();
        if (pause === 1) await new Promise((resolve) => setTimeout(resolve));
        if (pause === 2) await new Promise((resolve) => requestAnimationFrame(resolve));
      }
    },
    [clicks.map(({ slug }) => `/${slug}/`), rest] as const,
  );
}
