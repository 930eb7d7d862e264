import { callFor, openLightTabs } from '../support/light-tabs.ts';
import { EIGHT, signInToAll, type Team } from '../support/many-sessions.ts';
import { expect, test } from '../support/test.ts';
import { LONG, WorkerClock } from '../support/worker-clock.ts';

test('eight tabs of eight organizations reload with expired tokens: eight refreshes, and each shows its own', {
  tag: '@long',
}, async ({ page, context, authKit }) => {
  test.setTimeout(120_000);
  await signInToAll(page, EIGHT);
  const clock = await WorkerClock.take(context);
  // Nothing of the app runs while the tokens expire: every refresh is caused by the reload.
  const tabs = await openLightTabs(context, EIGHT.length);
  const [first] = tabs;
  if (first === undefined) throw new Error('no tab');
  const tabOf = (index: number) => tabs[index] ?? first;
  await Promise.all(
    EIGHT.map(({ slug }, index) =>
      tabOf(index).evaluate((path) => history.replaceState(null, '', path), `/${slug}/`),
    ),
  );
  await clock.advance(LONG);
  const before = await authKit.oauthRequests();

  await Promise.all(tabs.map((tab) => tab.reload()));

  const showsItsOwn = async ({ name, slug }: Team, index: number): Promise<void> => {
    const tab = tabOf(index);
    await expect(tab.getByRole('heading', { level: 1, name, exact: true })).toBeVisible();
    await expect(tab.getByRole('listitem').first()).toBeVisible();
    await expect(tab).toHaveURL(`/${slug}/`);
    expect(await tab.evaluate(() => fetch('/api/me').then((response) => response.json()))).toMatchObject({
      organization: { slug },
    });
  };
  await Promise.all(EIGHT.map(showsItsOwn));
  const since = (await authKit.oauthRequests()).slice(before.length);
  console.log(
    `8 tabs reloaded with expired tokens: ${since.length} requests to AuthKit, all of them refreshes`,
  );
  expect(since.map(({ grant, organization }) => `${grant} ${organization}`).toSorted()).toEqual(
    EIGHT.map(({ id }) => `refresh_token ${id}`).toSorted(),
  );
  expect((await callFor(first, ['acme']))[0]?.got).toBe('acme');
});
