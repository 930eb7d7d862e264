import { setTimeout as moment } from 'node:timers/promises';
import { CREDENTIALS } from '../support/credentials.ts';
import { KillLab } from '../support/kill-lab.ts';
import { killsOf, timeFor } from '../support/kills.ts';
import { FIVE_OF_ADA } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';
import { ask, askAgain } from '../support/worker-messages.ts';

test.use({ serverEnvironment: { CREDENTIALS } });

const KILLS = killsOf(320);

test.setTimeout(timeFor(KILLS));

/** Longest wait before a kill, ms: refreshes and sign-outs take about that long. Refreshes of one credential follow each other. */
const ROUND = CREDENTIALS === 'shared' ? 150 : 60;
/** How long after the last kill a reply may still arrive, ms; without one a user clicks again. */
const ANSWER_PATIENCE = 150;
const LEAVING = 1;
/** Share of the sign-ins that use the credential of another organization. Each of the others starts a session at AuthKit. */
const SHARED_SHARE = 0.7;

test(`${KILLS} kills in sign-outs that race refreshes: sessions stay signed out, and AuthKit is told of each`, {
  tag: '@long',
}, async ({ page, authKit }) => {
  const lab = await KillLab.open(page, authKit, FIVE_OF_ADA);
  await lab.delayAnswers('refresh', 1_500);
  let repeated = 0;
  let unanswered = 0;

  while (lab.kills < KILLS) {
    await lab.expireTokens();
    const start = Math.floor(lab.random.between(0, FIVE_OF_ADA.length));
    const inTurn = [...FIVE_OF_ADA.slice(start), ...FIVE_OF_ADA.slice(0, start)];
    const [leaving, staying] = [inTurn.slice(0, LEAVING), inTurn.slice(LEAVING)];

    const calls = lab.call(inTurn);
    await moment(lab.random.between(0, ROUND / 2));
    const asked = leaving.map(({ id }) =>
      ask(page, 'sign-out', { organizationIds: [id] }, ROUND + ANSWER_PATIENCE),
    );
    await lab.killWithin(ROUND);
    await calls;
    const answers = await Promise.all(asked);

    const { sessions } = await askAgain(page, 'list-sessions', {});
    for (const [index, { id }] of leaving.entries()) {
      const status = sessions.find(({ organization }) => organization.id === id)?.session.status;
      const isOut = status === 'signed-out';
      if (answers[index] === 'unanswered') unanswered += 1;
      // A sign-out with a reply is durable; one without is either complete or not started.
      else expect(status).toBe('signed-out');
      if (!isOut) {
        expect(['active', 'refreshing']).toContain(status);
        repeated += 1;
        await askAgain(page, 'sign-out', { organizationIds: [id] });
      }
      lab.landed(isOut ? 'after the tombstone' : 'before the tombstone');
    }

    expect(await lab.call(leaving)).toEqual(leaving.map(() => 'authorization_required'));
    expect(await lab.call(staying)).toEqual(staying.map(({ slug }) => slug));
    for (const organization of leaving) {
      const isShared = CREDENTIALS === 'shared' && lab.random.next() < SHARED_SHARE;
      if (!isShared || !(await lab.signInSilently(page, organization))) await lab.signIn(page, organization);
    }
  }

  const living = await page.evaluate(
    (slugs) =>
      Promise.all(
        slugs.map(async (slug) => {
          const response = await fetch('/api/me', { headers: { 'X-Org-Slug': slug } });
          const { sid }: { sid: string } = await response.json();
          return sid;
        }),
      ),
    FIVE_OF_ADA.map(({ slug }) => slug),
  );
  const ended = (await authKit.startedSids()).filter((sid) => !living.includes(sid));
  const notTold = async (): Promise<readonly string[]> => {
    await askAgain(page, 'list-sessions', {});
    const told = new Set((await authKit.log()).flatMap(({ kind, sid }) => (kind === 'logout' ? [sid] : [])));
    return ended.filter((sid) => !told.has(sid));
  };
  await expect.poll(notTold, { timeout: 60_000 }).toEqual([]);
  const log = await authKit.log();
  expect(log.filter(({ kind, sid }) => kind === 'logout' && sid !== null && living.includes(sid))).toEqual(
    [],
  );
  console.log(
    lab.report({ 'sign-outs': ended.length, 'asked for again': repeated, unanswered, 'not told AuthKit': 0 }),
  );
});
