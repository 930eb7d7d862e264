import { signIn } from '../support/app.ts';
import { organizationsOf } from '../support/calls.ts';
import { ACME, GLOBEX } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';

test('an expired token is renewed once for all tabs, and each organization by itself', async ({
  page,
  context,
  authKit,
}) => {
  await authKit.changeSettings({ accessTokenTtl: 6 });
  await signIn(page, ACME);
  const signedInAt = Date.now();
  // Leaves the app: nothing of it may renew anything by itself.
  const tabs = [page, await context.newPage(), await context.newPage()];
  for (const tab of tabs) await tab.goto('/acme/none/');
  await authKit.changeSettings({ accessTokenTtl: 300 });
  expect(await authKit.refreshes()).toEqual([]);
  await expect.poll(() => Date.now() - signedInAt, { timeout: 15_000 }).toBeGreaterThan(6_000);

  const answers = await Promise.all(tabs.map((tab) => organizationsOf(tab, 20, 20)));

  expect(answers.flat().filter((slug) => slug !== ACME.slug)).toEqual([]);
  const refreshes = await authKit.refreshes();
  expect(refreshes.map(({ organization, outcome }) => [organization, outcome])).toEqual([[ACME.id, 'ok']]);
  await signIn(page, GLOBEX);
  expect(await authKit.refreshes(GLOBEX.id)).toEqual([]);
});
