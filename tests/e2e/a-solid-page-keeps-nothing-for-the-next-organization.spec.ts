import { expectVisible, heading, signIn } from '../support/app.ts';
import { ACME, GLOBEX } from '../support/organizations.ts';
import { startRouterAppServer } from '../support/router-app-server.ts';
import { test as base, expect } from '../support/test.ts';

const test = base.extend({
  server: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from the pattern.
    async ({}, use) => {
      const server = await startRouterAppServer();
      await use(server);
      await server.stop();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
});

test("Solid's RequireSession shows neither text nor data of one organization in another", async ({
  page,
}) => {
  await signIn(page, GLOBEX);
  await signIn(page, ACME);
  await page.goto('/acme/solid-guard.html');
  const expectPage = async (organization: typeof ACME): Promise<void> => {
    await expectVisible(heading(page, organization));
    await expect(page.getByText('data of')).toHaveText(`data of ${organization.name}`);
    await expect(page.locator('textarea')).toHaveValue('');
  };
  await expectPage(ACME);
  await page.locator('textarea').fill('A text of Acme');
  // Both sessions are known, so no other state comes between the two pages.
  await page.getByRole('link', { name: 'to Globex' }).click();
  await expectPage(GLOBEX);
  await page.locator('textarea').fill('A text of Globex');
  await page.goBack();
  await expectPage(ACME);
});
