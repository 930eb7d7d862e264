import { KillLab } from '../support/kill-lab.ts';
import { timeFor } from '../support/kills.ts';
import { lengthOf } from '../support/lengths.ts';
import { ACME, GLOBEX } from '../support/organizations.ts';
import {
  misplacedNotes,
  openSwitchingPage,
  type SwitchOutcomes,
  switchAndCall,
} from '../support/switch-and-call.ts';
import { expect, test } from '../support/test.ts';

/** Kills of the worker, each within a burst of switches. */
const KILLS = lengthOf('SWITCH_KILLS', 6);
/** Switches of a burst. */
const SWITCHES = 4;
/** Longest wait before a kill, ms: a burst takes about that long. */
const ROUND = 80;

test.setTimeout(timeFor(KILLS));

// A server of its own: the tests that follow look for the example notes.
test.use({ serverEnvironment: { STATE: 'memory' } });
// Firefox reports each call that ended with its worker in the form of an uncaught error.
test.use({ isConsoleNoisy: ({ browserName }, use) => use(browserName === 'firefox') });

test(`R10: with ${KILLS} kills in switches, a call to another origin is of the organization of its URL, or it is refused`, async ({
  page,
  server,
  authKit,
}) => {
  const lab = await KillLab.open(page, authKit, [ACME, GLOBEX]);
  await openSwitchingPage(page);
  const outcomes: SwitchOutcomes = {};
  for (let round = 0; round < KILLS; round += 1) {
    const switching = switchAndCall(page, { api: server.otherApiOrigin, count: SWITCHES, outcomes });
    await lab.killWithin(ROUND);
    await switching;
  }
  console.log(lab.report(outcomes));
  const { right, 'cut-off': _cutOff, temporarily_unavailable: _refused, ...wrong } = outcomes;
  expect(wrong).toEqual({});
  expect(right).toBeGreaterThan(0);
  expect(lab.kills).toBeGreaterThan(0);
  expect(await misplacedNotes(page)).toEqual([]);
});
