import { ask, callFor, park } from '../support/light-tabs.ts';
import { signInToAll, TWELVE } from '../support/many-sessions.ts';
import { expect, test } from '../support/test.ts';
import { LONG, WorkerClock } from '../support/worker-clock.ts';

/** What the background may send in a minute; WorkOS allows 10, and the rest is reserved for users. */
const BACKGROUND = 8;

test('twelve organizations wake together: 8 background refreshes, and a waiting call is still sent at once', {
  tag: '@long',
}, async ({ page, context, authKit }) => {
  test.setTimeout(120_000);
  await signInToAll(page, TWELVE);
  const clock = await WorkerClock.take(context);
  await clock.advance(LONG);
  const before = (await authKit.log()).length;
  const authentications = async () =>
    (await authKit.log()).slice(before).filter(({ kind }) => kind === 'authenticate');

  // A page of the app that looks at no organization: it only asks to keep warm.
  await page.goto('/sessions');
  await expect.poll(async () => (await authentications()).length).toBeGreaterThanOrEqual(BACKGROUND);
  await park(page);
  const behind = new Set((await authentications()).map(({ organization }) => organization));
  const left = TWELVE.filter(({ id }) => !behind.has(id));
  // Asked again, and again: there is nothing left for it in this minute.
  await ask(page, 'keep-warm', {});
  const [waited] = left;
  if (waited === undefined) throw new Error('the background has refreshed all twelve');
  const [outcome] = await callFor(page, [waited.slug]);
  await ask(page, 'keep-warm', {});
  const warm = await callFor(
    page,
    TWELVE.filter(({ id }) => behind.has(id)).map(({ slug }) => slug),
  );

  const burst = await authentications();
  console.log(
    `12 organizations woke together: ${behind.size} background refreshes, then ${burst.length - behind.size} at once for a call that waited`,
  );
  expect(behind.size).toBe(BACKGROUND);
  expect(outcome?.got).toBe(waited.slug);
  expect(warm.filter(({ asked, got }) => asked !== got)).toEqual([]);
  expect(burst.map(({ organization }) => organization)).toEqual([...behind, waited.id]);

  // A minute later, by the worker's clock, the others have their turn.
  await clock.advance(61_000);
  await ask(page, 'keep-warm', {});
  await expect
    .poll(async () => new Set((await authentications()).map(({ organization }) => organization)).size)
    .toBe(TWELVE.length);
  expect(await authentications()).toHaveLength(TWELVE.length);
});
