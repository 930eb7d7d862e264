import { test } from '../../support/attack-test.ts';
import { EXITS, expectExits } from '../../support/exits.ts';

/** Firefox ignores `Connection-Allowlist`, and the page's policy covers none of these (docs/threat-model.md, "Exits"). */
const OPEN = ['stun', 'turn', 'turn over TCP', 'data channel', 'navigation', 'popup', 'blank-popup', 'link'];
/** Firefox sends no pings (`browser.send_pings`), and prefetches only while it is idle. */
const OFFERED = EXITS.filter((exit) => exit !== 'ping' && exit !== 'prefetch');

test('R51: in Firefox, WebRTC, navigations and popups are open, and every other exit is closed', async ({
  attack,
}) => {
  await expectExits(attack, OPEN, OFFERED);
});
