import { emailField, expectOrganization, submitEmail } from '../support/app.ts';
import { expect, test } from '../support/attack-test.ts';
import { ACME, ADA, GLOBEX } from '../support/organizations.ts';

test('R16: sign-ins to two organizations that cross in two tabs end each in its own', async ({
  page,
  context,
  authKit,
}) => {
  const other = await context.newPage();
  await page.goto('/acme/');
  await other.goto('/globex/');
  await expect(emailField(page)).toBeVisible();
  await expect(emailField(other)).toBeVisible();

  await Promise.all([submitEmail(other, ADA.email), submitEmail(page, ADA.email)]);

  await expectOrganization(page, ACME);
  await expectOrganization(other, GLOBEX);
  const exchanges = (await authKit.log()).filter(({ grant }) => grant === 'authorization_code');
  expect(exchanges.map(({ organization, outcome }) => [organization, outcome]).toSorted()).toEqual([
    [ACME.id, 'ok'],
    [GLOBEX.id, 'ok'],
  ]);
});

test('R23: two tabs of one organization ask for one sign-in, and both are signed in by it', async ({
  page,
  context,
  authKit,
}) => {
  const other = await context.newPage();
  await page.goto('/acme/');
  await expect(emailField(page)).toBeVisible();
  await other.goto('/acme/');
  await expect(other.getByRole('heading', { level: 1 })).toBeVisible();

  await submitEmail(page, ADA.email);

  await expectOrganization(page, ACME);
  await expectOrganization(other, ACME);
  expect(await authKit.startedSids()).toHaveLength(1);
});
