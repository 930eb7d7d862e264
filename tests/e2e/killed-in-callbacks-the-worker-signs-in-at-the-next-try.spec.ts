import type { Page } from '@playwright/test';
import { CREDENTIALS } from '../support/credentials.ts';
import { KillLab, quietPath } from '../support/kill-lab.ts';
import { killsOf, timeFor } from '../support/kills.ts';
import { FIVE_OF_ADA, type KnownOrganization } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';
import { askAgain } from '../support/worker-messages.ts';

test.use({ serverEnvironment: { CREDENTIALS } });

const KILLS = killsOf(120);

test.setTimeout(timeFor(KILLS));

const ORGANIZATIONS = FIVE_OF_ADA.slice(0, 2);

/** Longest wait before a kill, ms: two callbacks at once take about that long. */
const ROUND = 120;
/** In Chromium a navigation never ends if its worker is stopped: a user then opens another tab. ms */
const LANDING_PATIENCE = 250;

test(`${KILLS} kills in callbacks of two tabs: a session that was there stays, a new one is there at the next silent try`, {
  tag: '@long',
}, async ({ page, context, authKit }) => {
  const lab = await KillLab.open(page, authKit, ORGANIZATIONS);
  const openTab = async (organization: KnownOrganization): Promise<Page> => {
    const tab = await context.newPage();
    await tab.goto(quietPath(organization));
    return tab;
  };
  const tabs = await Promise.all(
    ORGANIZATIONS.map(async (organization) => ({ organization, tab: await openTab(organization) })),
  );
  const { length: begun } = await authKit.log();
  await lab.delayAnswers('code', 1_500);
  let repeated = 0;
  let reopened = 0;

  while (lab.kills < KILLS) {
    const isNew = lab.random.next() < 0.7;
    if (isNew) await askAgain(page, 'sign-out', { organizationIds: ORGANIZATIONS.map(({ id }) => id) });
    const { length: before } = await authKit.log();
    const targets = await Promise.all(
      tabs.map(({ tab, organization }) => lab.leaveForSignIn(tab, organization)),
    );
    await lab.killWithin(ROUND);
    const atKill = (await authKit.log()).slice(before).map((entry) => ({ ...entry }));

    await Promise.all(
      tabs.map(async (each, index) => {
        await each.tab.waitForURL(`**${targets[index]}`, { timeout: LANDING_PATIENCE }).catch(async () => {
          reopened += 1;
          await each.tab.close();
          each.tab = await openTab(each.organization);
        });
      }),
    );

    const outcomes = await lab.call(ORGANIZATIONS);
    for (const [index, { tab, organization }] of tabs.entries()) {
      const exchange = atKill.find((entry) => entry.grant && entry.organization === organization.id);
      const isSignedIn = outcomes[index] === organization.slug;
      if (!isSignedIn) {
        expect([isNew, outcomes[index]]).toEqual([true, 'authorization_required']);
        repeated += 1;
        await lab.signIn(tab, organization);
      }
      if (exchange === undefined) lab.landed('before the code was sent');
      else if (exchange.outcome === 'fault') lab.landed('AuthKit had not acted yet');
      else lab.landed(isSignedIn ? 'code spent, a session is kept' : 'code spent, session not kept yet');
    }
    expect(await lab.call(ORGANIZATIONS)).toEqual(ORGANIZATIONS.map(({ slug }) => slug));
  }

  const log = (await authKit.log()).slice(begun);
  const hosted = log.filter(({ kind, outcome }) => kind === 'authorize' && outcome !== 'ok');
  const refused = log.filter(({ grant, outcome }) => grant === 'authorization_code' && outcome === 'error');
  console.log(lab.report({ 'logins by a user': hosted.length, 'silent repeats': repeated, reopened }));
  expect(hosted).toEqual([]);
  // A code is sent once, also if the worker is stopped.
  expect(refused).toEqual([]);
});
