import { signIn } from '../support/app.ts';
import { organizationOf } from '../support/calls.ts';
import { ACME, GLOBEX } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';

test('R25: the next organization opens although AuthKit has rotated its keys since the worker read them', async ({
  page,
  authKit,
}) => {
  await signIn(page, ACME);
  await authKit.changeSettings({ rotateKeys: true });
  await signIn(page, GLOBEX);
  expect(await organizationOf(page)).toBe(GLOBEX.slug);
  await page.goto('/acme/');
  expect(await organizationOf(page)).toBe(ACME.slug);
});
