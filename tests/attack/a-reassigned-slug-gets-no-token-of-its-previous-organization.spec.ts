import { signIn } from '../support/app.ts';
import { expect, test } from '../support/attack-test.ts';
import { callApi } from '../support/calls.ts';
import { ACME, UMBRELLA } from '../support/organizations.ts';
import { askAgain } from '../support/worker-messages.ts';

test('R13: a slug that now names another organization sends no token of its previous organization', async ({
  page,
  answersInstead,
  traffic,
}) => {
  await signIn(page, ACME);
  answersInstead.set(`/api/orgs/${ACME.slug}`, { id: UMBRELLA.id, slug: ACME.slug, name: UMBRELLA.name });
  // A document at the organization's address that does nothing by itself.
  await page.goto(`/${ACME.slug}/none.txt`);
  await expect
    .poll(async () => {
      const opened = await askAgain(page, 'open-organization', { organizationSlug: ACME.slug });
      return [opened.organization.id, opened.session.status];
    })
    .toEqual([UMBRELLA.id, expect.stringMatching(/^(absent|needs-authorization)$/)]);
  traffic.forget();

  expect(await callApi(page, '/api/me')).toEqual({ status: 401, code: 'authorization_required' });
  // What the page before had begun may arrive now; it calls another path.
  expect(traffic.organizationsAt('/api/me')).toEqual([]);
});
