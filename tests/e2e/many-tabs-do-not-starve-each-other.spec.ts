import { expectOrganization, heading, signIn } from '../support/app.ts';
import { organizationOf } from '../support/calls.ts';
import { ACME, GLOBEX, type KnownOrganization } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';

/** More tabs than a browser has connections to one host (six, with HTTP/1.1). */
const TABS = 8;

test('eight tabs of two organizations, each with live notes, all still get their responses', {
  tag: '@long',
}, async ({ page, context }) => {
  await signIn(page, GLOBEX);
  await signIn(page, ACME);
  for (let tab = 1; tab < TABS; tab += 1) {
    const organization = tab % 2 === 0 ? ACME : GLOBEX;
    const opened = await context.newPage();
    await opened.goto(`/${organization.slug}/`);
    await expectOrganization(opened, organization);
  }
  for (const tab of context.pages())
    expect([tab.url(), await organizationOf(tab)]).toEqual([tab.url(), slugOf(tab.url())]);
});

test('tabs of eight organizations, each with live notes, all still get their responses', {
  tag: '@long',
}, async ({ page, context }) => {
  await signIn(page, ACME);
  for (const number of ['05', '06', '07', '08', '09', '10', '11']) {
    const organization: Pick<KnownOrganization, 'name'> = { name: `Org ${number}` };
    const opened = await context.newPage();
    await opened.goto(`/org-${number}/`);
    await expect(
      opened.getByRole('heading', { level: 1, name: organization.name, exact: true }),
    ).toBeVisible();
    await expect(opened.getByRole('listitem').first()).toBeVisible();
  }
  for (const tab of context.pages())
    expect([tab.url(), await organizationOf(tab)]).toEqual([tab.url(), slugOf(tab.url())]);
  await expect(heading(page, ACME)).toBeVisible();
});

function slugOf(url: string): string {
  return new URL(url).pathname.replaceAll('/', '');
}
