import type { Page } from '@playwright/test';
import type { AuthKitControl } from '../support/authkit-control.ts';
import { CREDENTIALS } from '../support/credentials.ts';
import { emptyLimits } from '../support/keyring-database.ts';
import { lengthOf } from '../support/lengths.ts';
import { ask, callFor, openLightTabs, sessionsOf } from '../support/light-tabs.ts';
import { signInToAll, TEN, type Team } from '../support/many-sessions.ts';
import { expect, test } from '../support/test.ts';
import { LONG, WorkerClock } from '../support/worker-clock.ts';

test.use({ serverEnvironment: { CREDENTIALS } });

/** Ten organizations are signed out in each round. */
const ROUNDS = lengthOf('RACE_ROUNDS', 1);
/** Longest delay of AuthKit's response, or of the sign-out, ms. */
const LATE = 60;

/** Signs in again without opening the app: AuthKit knows the user, and the returning page is left at once. */
async function signInAgain(page: Page, light: Page, { slug }: Team): Promise<void> {
  const request = {
    organizationSlug: slug,
    returnTo: `/${slug}/`,
    trigger: 'requested',
    tab: 'tab-of-the-races',
    prompt: null,
    loginHint: null,
    following: [],
  } as const;
  const { authorizationUrl } = await ask(light, 'start-authorization', request);
  await page.goto(authorizationUrl, { waitUntil: 'commit' });
}

/** Signs in with the credential of another organization. */
async function signInSilently(light: Page, { slug }: Team): Promise<void> {
  await emptyLimits(light);
  const { session } = await ask(light, 'sign-in-silently', { organizationSlug: slug });
  expect(session.status).toBe('active');
}

/** Which sessions AuthKit was told to end, and which refreshes it completed, since a position in its log. */
async function recordOf(authKit: AuthKitControl, from: number) {
  const entries = (await authKit.log()).slice(from);
  return {
    refreshed: entries.filter(({ grant, outcome }) => grant === 'refresh_token' && outcome === 'ok'),
    ended: new Set(entries.filter(({ kind }) => kind === 'logout').map(({ sid }) => sid)),
    begun: entries.filter(({ grant }) => grant === 'authorization_code').map(({ sid }) => sid),
  };
}

test(`${ROUNDS * TEN.length} races of sign-out against refresh: no session comes back, and none lives on at AuthKit`, {
  tag: '@long',
}, async ({ page, context, authKit }) => {
  test.setTimeout(300_000);
  await signInToAll(page, TEN);
  const clock = await WorkerClock.take(context);
  const [light] = await openLightTabs(context, 1);
  if (light === undefined) throw new Error('no tab');

  const tally = { races: 0, refreshedFirst: 0, cameBack: 0 };
  let from = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const [first, ...others] = round === 0 ? [] : TEN;
    if (first !== undefined) {
      await signInAgain(page, light, first);
      await expect.poll(() => sessionsOf(light)).toContain(`${first.slug} active`);
    }
    for (const team of others) {
      if (CREDENTIALS === 'shared') await signInSilently(light, team);
      else await signInAgain(page, light, team);
    }
    await page.goto('/favicon.svg');
    expect(await sessionsOf(light)).toEqual(TEN.map(({ slug }) => `${slug} active`).toSorted());
    await clock.advance(LONG);
    const races = TEN.map(async ({ id, slug }) => {
      const delayMs = Math.random() * LATE;
      await authKit.addFault({ on: 'refresh', organization: id, times: 1, delayMs });
      const call = callFor(light, [slug]);
      await light.evaluate((ms) => new Promise((resolve) => setTimeout(resolve, ms)), Math.random() * LATE);
      await ask(light, 'sign-out', { organizationIds: [id] });
      return call;
    });
    const outcomes = (await Promise.all(races)).flat();
    expect(outcomes.filter(({ asked, got }) => got !== asked && got !== 'authorization_required')).toEqual(
      [],
    );

    // AuthKit is told of each of them, also of those that it refreshed meanwhile.
    const sids = (await recordOf(authKit, from)).begun;
    await expect
      .poll(
        async () => {
          const { ended } = await recordOf(authKit, from);
          return sids.filter((sid) => !ended.has(sid));
        },
        { timeout: 60_000 },
      )
      .toEqual([]);
    tally.races += races.length;
    tally.refreshedFirst += (await recordOf(authKit, from)).refreshed.length;
    tally.cameBack += (await sessionsOf(light)).filter((session) => !session.endsWith(' signed-out')).length;
    from = (await authKit.log()).length;
  }

  console.log(
    `${tally.races} races of sign-out against refresh in the browser: AuthKit granted ${tally.refreshedFirst} refreshes, ${tally.cameBack} sessions came back, every session was ended at AuthKit`,
  );
  expect(tally.races).toBe(ROUNDS * TEN.length);
  expect(tally.cameBack).toBe(0);
  const after = await callFor(
    light,
    TEN.map(({ slug }) => slug),
  );
  expect(after.filter(({ got }) => got !== 'authorization_required')).toEqual([]);
});
