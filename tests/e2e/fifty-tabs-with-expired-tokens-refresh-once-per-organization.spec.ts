import { CREDENTIALS } from '../support/credentials.ts';
import { lengthOf } from '../support/lengths.ts';
import { callFor, openLightTabs } from '../support/light-tabs.ts';
import { EIGHT, signInToAll } from '../support/many-sessions.ts';
import { expect, test } from '../support/test.ts';
import { LONG, WorkerClock } from '../support/worker-clock.ts';

test.use({ serverEnvironment: { CREDENTIALS } });

const TABS = lengthOf('TABS', 15);
/** Calls of each tab for each organization. */
const CALLS = 3;

test(`${TABS} tabs call for 8 organizations, all expired at once: 8 refreshes, every response is of the requested organization`, {
  tag: '@long',
}, async ({ page, context, authKit }) => {
  test.setTimeout(300_000);
  await signInToAll(page, EIGHT);
  const clock = await WorkerClock.take(context);
  const tabs = await openLightTabs(context, TABS);
  await clock.advance(LONG);
  const before = await authKit.oauthRequests();

  const slugs = EIGHT.map(({ slug }) => slug);
  const outcomes = (await Promise.all(tabs.map((tab) => callFor(tab, slugs, CALLS)))).flat();

  const wrong = outcomes.filter(({ asked, got }) => asked !== got);
  const since = (await authKit.oauthRequests()).slice(before.length);
  console.log(
    `${TABS} tabs, 8 organizations, all expired: ${outcomes.length} calls, ${wrong.length} failed or mixed up, ${since.length} refreshes`,
  );
  expect(outcomes).toHaveLength(TABS * EIGHT.length * CALLS);
  expect(wrong).toEqual([]);
  expect(
    since.map(({ grant, organization, outcome }) => `${grant} ${organization} ${outcome}`).toSorted(),
  ).toEqual(EIGHT.map(({ id }) => `refresh_token ${id} ok`).toSorted());
});
