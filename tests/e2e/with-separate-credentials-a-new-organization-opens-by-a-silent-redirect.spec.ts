import { authorizations, callerOf, create, EMAIL, listed, signUp } from '../support/sign-up.ts';
import { expect, test } from '../support/test.ts';

const FIRST = { name: 'Analytical Engines', slug: 'analytical-engines' };

test.use({ serverEnvironment: { CREDENTIALS: 'separate' } });

test('a new organization opens by a redirect that asks for nothing, and the session without one stays', async ({
  page,
  authKit,
}) => {
  await signUp(page);
  await create(page, FIRST);
  expect(await callerOf(page)).toBe(`${EMAIL} in ${FIRST.slug}`);
  expect(await authorizations(authKit)).toBe(2);
  await page.getByRole('link', { name: 'All organizations', exact: true }).click();
  await expect(listed(page, FIRST)).toBeVisible();
  expect(await callerOf(page)).toBe(`${EMAIL} in none`);
});
