import { expectOrganization, followLink, signIn } from '../support/app.ts';
import { organizationOf } from '../support/calls.ts';
import { ACME, GLOBEX, ORG_05 } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';

const ROUNDS = 10;

test('two steps through the history at once end where the URL is, whole', { tag: '@long' }, async ({
  page,
}) => {
  for (const organization of [GLOBEX, ORG_05, ACME]) await signIn(page, organization);
  await followLink(page, '/globex/');
  await expectOrganization(page, GLOBEX);
  await followLink(page, '/org-05/');
  await expectOrganization(page, ORG_05);

  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [step, end] of [
      [-1, ACME],
      [1, ORG_05],
    ] as const) {
      await page.evaluate((by) => {
        history.go(by);
        history.go(by);
      }, step);
      await expectOrganization(page, end);
      expect(await organizationOf(page)).toBe(end.slug);
    }
  }
});

test('a link followed while a step back is under way wins', { tag: '@long' }, async ({ page }) => {
  for (const organization of [ORG_05, GLOBEX, ACME]) await signIn(page, organization);
  await followLink(page, '/globex/');
  await expectOrganization(page, GLOBEX);

  await page.evaluate(() => {
    const link = Object.assign(document.createElement('a'), { href: '/org-05/' });
    document.body.append(link);
    addEventListener('popstate', () => link.click(), { once: true, capture: true });
    history.back();
  });

  await expectOrganization(page, ORG_05);
  expect(await organizationOf(page)).toBe(ORG_05.slug);
});
