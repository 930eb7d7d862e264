import { expectExits } from '../../support/exits.ts';
import { test } from '../support/webkit-attack-test.ts';

/**
 * WebKit ignores `Connection-Allowlist`, and the page's policy covers none of these (docs/threat-model.md, "Exits"). It does
 * not compare a preload with `connect-src`.
 */
const OPEN = ['navigation', 'popup', 'blank-popup', 'link', 'preload'];
/** WebKitGTK of Debian has no WebRTC, and prefetches nothing. */
const OFFERED = [...OPEN, 'form', 'ping', 'socket'];

test('R51: in WebKitGTK, navigations, popups and preloads are open, and every other exit is closed', async ({
  attack,
}) => {
  await expectExits(attack, OPEN, OFFERED);
});
