import { emailField, expectOrganization, signIn, switchTo } from '../support/app.ts';
import { ACME, ADA, GLOBEX, INITECH, ORG_05 } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';

test.use({ serverEnvironment: { CREDENTIALS: 'shared' } });

/** Ada's organizations that need no single sign-on: Acme, Globex, Org 05 to Org 12. */
const PLAIN = 10;

test('one sign-in opens every organization by menu, deep link and click, without another redirect', async ({
  page,
  authKit,
}) => {
  await signIn(page, ACME);
  let loads = 0;
  page.on('request', (request) => {
    if (request.isNavigationRequest()) loads += 1;
  });

  await switchTo(page, GLOBEX);
  await expectOrganization(page, GLOBEX);
  expect(loads).toBe(0);

  await page.goto('/');
  loads = 0;
  await page.getByRole('button', { name: 'Sign in to all my organizations' }).click();
  await expect(page.getByRole('status').filter({ hasText: `${PLAIN} of 11 signed in` })).toBeVisible({
    timeout: 30_000,
  });
  expect(loads).toBeLessThanOrEqual(1);
  await expect(page.getByRole('listitem').filter({ has: page.getByRole('button') })).toContainText('Initech');

  await page.goto(`/${ORG_05.slug}/`);
  await expectOrganization(page, ORG_05);
  const called = await page.evaluate(async () => {
    const response = await fetch('/api/me');
    return (await response.json()) as { organization: { slug: string }; user: { email: string } };
  });
  expect([called.organization.slug, called.user.email]).toEqual([ORG_05.slug, ADA.email]);

  const log = await authKit.log();
  expect(log.filter(({ kind }) => kind === 'authorize').length).toBe(1);
  expect(log.filter(({ organization }) => organization === INITECH.id)).toEqual([]);
  const sids = new Set(log.filter(({ grant }) => grant !== undefined).map(({ sid }) => sid));
  expect(sids.size).toBe(1);
});

test('a sign-out of one organization leaves the others, and the last one ends AuthKit’s session', async ({
  page,
  authKit,
}) => {
  await signIn(page, ACME);
  await switchTo(page, GLOBEX);
  await expectOrganization(page, GLOBEX);
  await page.goto('/sessions');
  await page.getByRole('button', { name: 'Sign out of Acme', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Sign out of Acme', exact: true })).toHaveCount(0);
  await page.goto(`/${GLOBEX.slug}/`);
  await expectOrganization(page, GLOBEX);
  expect((await authKit.log()).filter(({ kind }) => kind === 'logout')).toEqual([]);
  await page.goto(`/${ACME.slug}/`);
  await expect(page.getByRole('button', { name: 'Sign in to Acme', exact: true })).toBeVisible();
  await page.goto('/sessions');
  await page.getByRole('button', { name: 'Sign out of Globex', exact: true }).click();
  await expect.poll(async () => (await authKit.log()).filter(({ kind }) => kind === 'logout').length).toBe(1);
  await expect(emailField(page)).toHaveCount(0);
});
