import { signIn } from '../support/app.ts';
import { organizationsOf } from '../support/calls.ts';
import { CREDENTIALS } from '../support/credentials.ts';
import { ACME, GLOBEX } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';
import { LONG, WorkerClock } from '../support/worker-clock.ts';

test('an expired token is refreshed once for all tabs, and each organization by itself', {
  tag: '@long',
}, async ({ page, context, authKit }) => {
  await signIn(page, ACME);
  // Leaves the app: nothing of it may refresh anything by itself.
  const tabs = [page, await context.newPage(), await context.newPage()];
  for (const tab of tabs) await tab.goto('/acme/none/');
  expect(await authKit.refreshes()).toEqual([]);
  await (await WorkerClock.take(context)).advance(LONG);
  await authKit.changeSettings({ clockOffset: LONG / 1_000 });

  const answers = await Promise.all(tabs.map((tab) => organizationsOf(tab, 20, 20)));

  expect(answers.flat().filter((slug) => slug !== ACME.slug)).toEqual([]);
  const refreshes = await authKit.refreshes();
  expect(refreshes.map(({ organization, outcome }) => [organization, outcome])).toEqual([[ACME.id, 'ok']]);
  await signIn(page, GLOBEX);
  // With shared credentials one refresh opens it.
  expect(await authKit.refreshes(GLOBEX.id)).toHaveLength(CREDENTIALS === 'shared' ? 1 : 0);
  expect(await authKit.refreshes(ACME.id)).toHaveLength(1);
});
