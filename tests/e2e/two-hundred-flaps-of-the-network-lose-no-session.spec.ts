import { CREDENTIALS } from '../support/credentials.ts';
import { lengthOf } from '../support/lengths.ts';
import { type CallOutcome, callFor, sessionsOf } from '../support/light-tabs.ts';
import { EIGHT, signInToAll } from '../support/many-sessions.ts';
import { setOffline } from '../support/offline.ts';
import { expect, test } from '../support/test.ts';
import { LONG, WorkerClock } from '../support/worker-clock.ts';

test.use({ serverEnvironment: { CREDENTIALS } });

const FLAPS = lengthOf('FLAPS', 20);
/** How long AuthKit takes for an undisturbed refresh, ms: longer than it takes to go offline. */
const SLOW = 60;
/** Permitted errors of a call while the network flaps: "not now", never "sign in". */
const NOT_NOW = ['offline', 'temporarily_unavailable', 'network-error'];

test(`the network fails and returns ${FLAPS} times with expired tokens: no user is signed out`, {
  tag: '@long',
}, async ({ page, context, authKit }) => {
  test.setTimeout(300_000);
  const teams = EIGHT.slice(0, 2);
  const slugs = teams.map(({ slug }) => slug);
  await signInToAll(page, teams);
  const clock = await WorkerClock.take(context);
  await clock.skipPauses();
  const before = await authKit.log();
  const sessionsBefore = await sessionsOf(page);

  const [during, after]: [string[], string[]] = [[], []];
  const outcomeOf = ({ asked, got }: CallOutcome): string => (got === asked ? 'answered' : got);
  for (let flap = 0; flap < FLAPS; flap += 1) {
    await clock.advance(LONG);
    const refreshesBefore = (await authKit.refreshes()).length;
    const isMidway = flap % 2 === 1;
    // Half of the replies that are on their way come late, half are lost after AuthKit has rotated the token.
    const fate = flap % 4 === 1 ? ({ delayMs: SLOW } as const) : ({ delayMs: SLOW, drop: 'after' } as const);
    if (isMidway) await authKit.addFault({ on: 'refresh', times: slugs.length, ...fate });
    else await setOffline(context, true);
    const calls = callFor(page, slugs);
    // Every other time the network goes only when the refreshes are on their way.
    if (isMidway) {
      const arrived = async () => (await authKit.refreshes()).length - refreshesBefore;
      await expect.poll(arrived, { intervals: [10] }).toBeGreaterThanOrEqual(slugs.length);
    }
    await setOffline(context, true);
    during.push(...(await calls).map(outcomeOf));
    await setOffline(context, false);
    await clock.advance(LONG);
    after.push(...(await callFor(page, slugs)).map(outcomeOf));
  }

  const since = (await authKit.oauthRequests()).slice(before.filter(({ kind }) => kind !== 'jwks').length);
  const count = (wanted: string) => during.filter((outcome) => outcome === wanted).length;
  console.log(
    `${FLAPS} flaps, ${during.length} calls in them: ${NOT_NOW.map((code) => `${count(code)} ${code}`).join(', ')}, ${count('answered')} succeeded; ${after.length} calls after them, all succeeded; ${since.length} refreshes reached AuthKit, ${since.filter(({ outcome }) => outcome === 'replay').length} of them after a lost reply; 0 sign-outs`,
  );
  expect(during.filter((outcome) => outcome !== 'answered' && !NOT_NOW.includes(outcome))).toEqual([]);
  // The flaps did reach the worker.
  expect(count('answered')).toBeLessThanOrEqual((FLAPS / 2) * slugs.length);
  expect(after.filter((outcome) => outcome !== 'answered')).toEqual([]);
  expect(await sessionsOf(page)).toEqual(sessionsBefore);
  expect(since.filter(({ grant }) => grant !== 'refresh_token')).toEqual([]);
});
