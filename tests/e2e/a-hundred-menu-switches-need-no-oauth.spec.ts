import { expectOrganization, signIn, switchTo } from '../support/app.ts';
import { organizationOf } from '../support/calls.ts';
import { lengthOf } from '../support/lengths.ts';
import { ACME, GLOBEX } from '../support/organizations.ts';
import { expect } from '../support/test.ts';
import { test } from '../support/traffic-test.ts';

const SWITCHES = lengthOf('MENU_SWITCHES', 25);

/**
 * Runs in a page: clicks the button of the menu and the entry of an organization. The first two switches are clicks of
 * Playwright's, which checks before each that a user could click there too; that takes most of the time of a switch.
 */
async function clickInMenu(name: string): Promise<void> {
  document.querySelector<HTMLElement>('button[aria-label="Switch organization"]')?.click();
  const deadline = Date.now() + 10_000;
  for (;;) {
    const entry = document.querySelector<HTMLElement>(`[role="menuitem"][aria-label^="${name},"]`);
    if (entry !== null) return entry.click();
    if (Date.now() > deadline) throw new Error(`The menu has no entry for ${name}.`);
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
}

test(`${SWITCHES} switches by the menu need no OAuth, no token and no document`, { tag: '@long' }, async ({
  page,
  authKit,
  traffic,
}) => {
  test.setTimeout(180_000);
  await signIn(page, ACME);
  await signIn(page, GLOBEX);
  const oauthBefore = await authKit.oauthRequests();
  traffic.forget();
  const documents: string[] = [];
  page.on('request', (request) => {
    if (request.isNavigationRequest()) documents.push(request.url());
  });

  for (let index = 0; index < SWITCHES; index += 1) {
    const target = index % 2 === 0 ? ACME : GLOBEX;
    if (index < 2) await switchTo(page, target);
    else await page.evaluate(clickInMenu, target.name);
    await expectOrganization(page, target);
    expect(await organizationOf(page)).toBe(target.slug);
  }

  expect(await authKit.oauthRequests()).toEqual(oauthBefore);
  expect(documents).toEqual([]);
  expect(traffic.organizationsAt('/api/me').length).toBeGreaterThanOrEqual(SWITCHES);
  expect(traffic.unauthorized).toEqual([]);
  expect(traffic.refused).toEqual([]);
});
