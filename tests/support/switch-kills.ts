import type { Page } from '@playwright/test';
import type { AuthKitControl } from './authkit-control.ts';
import { firefoxOf } from './firefox-chrome.ts';
import { KillLab } from './kill-lab.ts';
import { lengthOf } from './lengths.ts';
import { ACME, GLOBEX } from './organizations.ts';
import type { ServerTraffic } from './server-traffic.ts';
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
  {
    api,
    traffic,
    loadsAgain = false,
  }: { readonly api: string; readonly traffic: ServerTraffic; readonly loadsAgain?: boolean },
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
  const { unauthorized } = traffic;
  console.log(lab.report({ ...outcomes, 'without a token': unauthorized.length }));
  const { right, 'cut-off': _cutOff, temporarily_unavailable: _refused, invalid_token, ...wrong } = outcomes;
  expect(wrong).toEqual({});
  // Firefox sends a request past the worker if a kill came before it could deliver the event.
  if (firefoxOf(page.context()) === undefined) expect(unauthorized).toEqual([]);
  expect(invalid_token ?? 0).toBeLessThanOrEqual(unauthorized.length);
  expect(right).toBeGreaterThan(0);
  expect(lab.kills).toBeGreaterThan(0);
  expect(await misplacedNotes(page)).toEqual([]);
}
