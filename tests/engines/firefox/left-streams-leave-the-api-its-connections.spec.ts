import { expectOrganization, followLink, signIn } from '../../support/app.ts';
import { organizationOf } from '../../support/calls.ts';
import { ACME, GLOBEX } from '../../support/organizations.ts';
import { expect, test } from '../../support/test.ts';

/** Twice the connections that a browser opens to a host: each page of notes has a stream. */
const ROUNDS = 12;

test('quick switches and new documents end the streams of the pages that they leave: the API always responds', async ({
  page,
}) => {
  await signIn(page, ACME);
  await signIn(page, GLOBEX);
  for (let round = 0; round < ROUNDS; round += 1) {
    const organization = round % 2 === 0 ? ACME : GLOBEX;
    await followLink(page, `/${organization.slug}/`);
    await expectOrganization(page, organization);
    expect(await organizationOf(page)).toBe(organization.slug);
  }
  for (let round = 0; round < ROUNDS; round += 1) {
    const organization = round % 2 === 0 ? ACME : GLOBEX;
    await page.goto(`/${organization.slug}/`);
    await expectOrganization(page, organization);
    expect(await organizationOf(page)).toBe(organization.slug);
  }
});
