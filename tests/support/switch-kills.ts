import type { Page } from '@playwright/test';
import type { AuthKitControl } from './authkit-control.ts';
import { KillLab } from './kill-lab.ts';
import { lengthOf } from './lengths.ts';
import { ACME, GLOBEX } from './organizations.ts';
import { misplacedNotes, openSwitchingPage, type SwitchOutcomes, switchAndCall } from './switch-and-call.ts';
import { expect } from './test.ts';

/** Kills of the worker, each within a burst of switches. */
export const SWITCH_KILLS = lengthOf('SWITCH_KILLS', 6);
/** Switches of a burst. */
const SWITCHES = 4;
/** Longest wait before a kill, ms: a burst takes about that long. */
const ROUND = 80;

/** Kills the worker in bursts of switches, and checks that no call reached another organization than its page's. */
export async function expectNoConfusion(
  page: Page,
  authKit: AuthKitControl,
  { api, loadsAgain = false }: { readonly api: string; readonly loadsAgain?: boolean },
): Promise<void> {
  const lab = await KillLab.open(page, authKit, [ACME, GLOBEX]);
  await openSwitchingPage(page);
  const outcomes: SwitchOutcomes = {};
  for (let round = 0; round < SWITCH_KILLS; round += 1) {
    // A page that the worker has asked announces before its requests for as long as it lives.
    if (loadsAgain) await openSwitchingPage(page);
    const switching = switchAndCall(page, { api, count: SWITCHES, outcomes });
    await lab.killWithin(ROUND);
    await switching;
  }
  console.log(lab.report(outcomes));
  const { right, 'cut-off': _cutOff, temporarily_unavailable: _refused, ...wrong } = outcomes;
  expect(wrong).toEqual({});
  expect(right).toBeGreaterThan(0);
  expect(lab.kills).toBeGreaterThan(0);
  expect(await misplacedNotes(page)).toEqual([]);
}
