import type { LogEntry } from '../../dev/authkit/request-log.ts';
import { CREDENTIALS } from '../support/credentials.ts';
import { type CallOutcome, expectOwnAnswers, KillLab } from '../support/kill-lab.ts';
import { killsOf, timeFor } from '../support/kills.ts';
import { FIVE_OF_ADA } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';

test.use({ serverEnvironment: { CREDENTIALS } });

/**
 * WorkOS does not say what a repeated refresh token returns for another organization. Without sharing, a request never names
 * another organization.
 */
const REPLAYS = CREDENTIALS === 'shared' ? (['pair', 'refuse'] as const) : (['pair'] as const);
const KILLS = killsOf(500 / REPLAYS.length);
const KILLS_WITHOUT_GRACE = killsOf(60);

test.setTimeout(timeFor(KILLS));

const THREE = FIVE_OF_ADA.slice(0, 3);

/**
 * Longest wait before a kill, ms: five refreshes take about that long on an idle machine. Those of one credential follow
 * each other.
 */
const ROUND = CREDENTIALS === 'shared' ? 200 : 70;
const LONGEST_ROUND = 2_000;

/** A kill must meet it at least once in a run: without it the kills would have proven nothing. */
const REPLY_LOST = 'reply lost after the rotation';

/** Where the kill found an organization's refresh, as AuthKit's log tells it. */
function placeOf(entry: LogEntry | undefined, next: LogEntry | undefined): string {
  if (entry === undefined) return 'before the request';
  if (entry.outcome === 'fault') return 'AuthKit had not acted yet';
  return next?.outcome === 'replay' ? 'acted, reply not kept yet' : 'after the write';
}

for (const replayOtherOrganization of REPLAYS)
  test(`${KILLS} kills in refreshes of five organizations: no session is lost, no user signs in, no response is another organization’s (a replay for another organization: ${replayOtherOrganization})`, {
    tag: '@long',
  }, async ({ page, authKit }) => {
    await authKit.changeSettings({ replayOtherOrganization });
    const lab = await KillLab.open(page, authKit, FIVE_OF_ADA);
    const before = await authKit.log();
    await lab.delayAnswers('refresh', 100 + KILLS * 8);

    const replays = async (): Promise<number> =>
      (await authKit.log()).slice(before.length).filter(({ outcome }) => outcome === 'replay').length;
    let round = ROUND;
    // Without a reply that was lost and asked for again the kills would have proven nothing.
    while (lab.kills < KILLS || (await replays()) === 0) {
      await lab.expireTokens();
      const { length: begun } = await authKit.log();
      const calls = lab.call(FIVE_OF_ADA);
      await lab.killWithin(round);
      const atKill = (await authKit.log()).slice(begun).map((entry) => ({ ...entry }));
      await expectOwnAnswers(lab, FIVE_OF_ADA, await calls);
      // On a busy machine every kill would come before the requests.
      round = atKill.length > 0 ? ROUND : Math.min(round * 2, LONGEST_ROUND);
      const after = (await authKit.log()).slice(begun);
      for (const { id } of FIVE_OF_ADA) {
        const ofOrganization = ({ grant, organization }: LogEntry) =>
          grant === 'refresh_token' && organization === id;
        const seen = atKill.filter(ofOrganization);
        lab.landed(placeOf(seen.at(-1), after.filter(ofOrganization)[seen.length]));
      }
    }

    await lab.expireTokens();
    expect(await lab.call(FIVE_OF_ADA)).toEqual(FIVE_OF_ADA.map(({ slug }) => slug));
    const log = (await authKit.log()).slice(before.length);
    const logins = log.filter(({ kind, grant }) => kind === 'authorize' || grant === 'authorization_code');
    const refused = log.filter(({ outcome }) => outcome === 'error');
    console.log(
      lab.report({ lost: refused.length, logins: logins.length, 'replies asked for again': await replays() }),
    );
    expect(logins).toEqual([]);
    expect(refused).toEqual([]);
  });

test(`${KILLS_WITHOUT_GRACE} kills without a grace: only a reply that was lost after the rotation costs a sign-in, only for its credential`, async ({
  page,
  authKit,
}) => {
  await authKit.changeSettings({ refreshGrace: 0 });
  const lab = await KillLab.open(page, authKit, THREE);
  await lab.delayAnswers('refresh', 400);
  let signIns = 0;
  let round = ROUND;

  while (lab.kills < KILLS_WITHOUT_GRACE || !lab.hasLanded(REPLY_LOST)) {
    await lab.expireTokens();
    const { length: begun } = await authKit.log();
    const calls = lab.call(THREE);
    await lab.killWithin(round);
    round = (await authKit.log()).length > begun ? ROUND : Math.min(round * 2, LONGEST_ROUND);
    await calls;
    // A call that the browser cut off says nothing; the next one does.
    const outcomes = await lab.call(THREE);
    const log = (await authKit.log()).slice(begun);

    if (CREDENTIALS === 'shared') {
      signIns += await signInOnce(lab, outcomes, log);
      continue;
    }
    for (const [index, organization] of THREE.entries()) {
      const refreshes = log.filter((entry) => entry.organization === organization.id && entry.grant);
      const [last, beforeLast] = [refreshes.at(-1), refreshes.at(-2)];
      if (outcomes[index] === organization.slug) {
        expect(last?.outcome).toBe('ok');
        lab.landed('nothing lost');
        continue;
      }
      expect(outcomes[index]).toBe('authorization_required');
      expect([last?.outcome, last?.code]).toEqual(['error', 'invalid_grant']);
      expect(beforeLast?.outcome).toBe('ok');
      lab.landed(REPLY_LOST);
      await lab.signIn(page, organization);
      signIns += 1;
    }
    expect(await lab.call(THREE)).toEqual(THREE.map(({ slug }) => slug));
  }

  const started = (await authKit.startedSids()).length;
  const atFirst = CREDENTIALS === 'shared' ? 1 : THREE.length;
  console.log(lab.report({ 'replies lost': signIns, logins: started - atFirst }));
  expect(started - atFirst).toBe(signIns);
  expect(signIns).toBeGreaterThan(0);
});

/**
 * All organizations have one credential, so all need a sign-in if it has ended, and one sign-in restores them all.
 *
 * @returns the number of sign-ins
 */
async function signInOnce(
  lab: KillLab,
  outcomes: readonly CallOutcome[],
  log: readonly LogEntry[],
): Promise<number> {
  const [first] = THREE;
  if (first === undefined) throw new Error('no organization');
  const isLost = outcomes.includes('authorization_required');
  const rejected = log.filter(({ outcome }) => outcome === 'error');
  const allRight = THREE.map(({ slug }) => slug);
  expect(rejected.length > 0).toBe(isLost);
  // A call with an access token that was already there can be served before the credential is known to have ended.
  for (const [index, outcome] of outcomes.entries())
    if (outcome !== 'authorization_required') expect(outcome).toBe(allRight[index]);
  if (isLost) expect(await lab.call(THREE)).toEqual(THREE.map(() => 'authorization_required'));
  lab.landed(isLost ? REPLY_LOST : 'nothing lost');
  if (isLost) await lab.signIn(lab.page, first);
  expect(await lab.call(THREE)).toEqual(allRight);
  return Number(isLost);
}
