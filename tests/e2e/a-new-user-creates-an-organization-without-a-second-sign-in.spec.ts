import type { Page } from '@playwright/test';
import { addNote } from '../support/app.ts';
import {
  authorizations,
  type Created,
  callerOf,
  create,
  EMAIL,
  listed,
  noOrganization,
  signUp,
} from '../support/sign-up.ts';
import { expect, test } from '../support/test.ts';

const FIRST = { name: 'Analytical Engines', slug: 'analytical-engines' };
const SECOND = { name: 'Difference Engines', slug: 'difference-engines' };

/** Leaves an organization on its settings page. */
async function leave(page: Page, { name, slug }: Created): Promise<void> {
  await page.getByRole('link', { name: 'Settings', exact: true }).click();
  await expect(page).toHaveURL(`/${slug}/settings`);
  await page.getByRole('button', { name: `Leave ${name}`, exact: true }).click();
  await expect(page.getByRole('button', { name: 'Stay a member', exact: true })).toBeFocused();
  await page.getByRole('button', { name: 'Leave now', exact: true }).click();
}

test.use({ serverEnvironment: { CREDENTIALS: 'shared' } });

test('a new user creates organizations, works in them, and leaves them, after one sign-up', {
  tag: '@long',
}, async ({ page, context, authKit }) => {
  const NONE = { 'X-Org-Slug': '(none)' };
  await signUp(page);
  expect([await callerOf(page), await callerOf(page, NONE)]).toEqual([
    `${EMAIL} in none`,
    `${EMAIL} in none`,
  ]);
  await page.getByRole('link', { name: 'Sessions', exact: true }).click();
  await expect(page.getByRole('region', { name: 'No organization' })).toContainText(EMAIL);
  expect(await callerOf(page)).toBe(`${EMAIL} in none`);

  // A deep link to an organization of others is explained in the app, and costs the session nothing.
  await page.goto('/acme/');
  await expect(page.getByRole('main')).toContainText(`${EMAIL} is not a member of Acme.`);
  await expect(page.getByRole('button', { name: 'Use another account', exact: true })).toBeVisible();
  await page.goto('/');
  await expect(noOrganization(page)).toBeVisible();

  const loads: string[] = [];
  const keys = new Set<string | undefined>();
  context.on('request', (request) => {
    if (request.isNavigationRequest()) loads.push(request.url());
    if (request.method() === 'POST' && request.url().endsWith('/api/organizations'))
      keys.add(request.headers()['idempotency-key']);
  });
  await create(page, FIRST);
  await addNote(page, 'The first note');
  await expect(page.getByRole('list').getByText('The first note')).toBeVisible();
  expect(await callerOf(page)).toBe(`${EMAIL} in ${FIRST.slug}`);
  // The page of an organization gets nothing of the session without one, which has ended besides.
  expect(await callerOf(page, NONE)).toBe('authorization_required');

  await page.getByRole('link', { name: 'All organizations', exact: true }).click();
  await expect(listed(page, FIRST)).toBeVisible();
  expect(await callerOf(page)).toBe('organization_unbound');
  await create(page, SECOND);
  await leave(page, SECOND);
  await expect(page).toHaveURL('/');
  await expect(listed(page, FIRST)).toBeVisible();
  await expect(listed(page, SECOND)).toBeHidden();
  expect([await authorizations(authKit), loads]).toEqual([1, []]);
  // A request that is repeated after a lost response creates no second organization.
  expect([...keys]).toEqual([expect.any(String), expect.any(String)]);

  await listed(page, FIRST).click();
  await expect(page).toHaveURL(`/${FIRST.slug}/`);
  // Without a membership AuthKit issues a token without an organization, and asks for nothing.
  await leave(page, FIRST);
  await expect(noOrganization(page)).toBeVisible();
  expect(await authorizations(authKit)).toBe(2);
  expect(await callerOf(page)).toBe(`${EMAIL} in none`);
  await expect(listed(page, FIRST)).toBeHidden();

  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible();
  expect(await callerOf(page)).toBe('organization_unbound');
});
