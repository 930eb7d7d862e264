import { timeFor } from '../support/kills.ts';
import { expectNoConfusion, SWITCH_KILLS } from '../support/switch-kills.ts';
import { testWithTraffic } from '../support/traffic-test.ts';

// A server of its own: the tests that follow look for the example notes.
const test = testWithTraffic({ STATE: 'memory' });

test.setTimeout(timeFor(SWITCH_KILLS));
// Firefox reports each call that ended with its worker in the form of an uncaught error.
test.use({ isConsoleNoisy: ({ browserName }, use) => use(browserName === 'firefox') });

test(`R10: with ${SWITCH_KILLS} kills in switches, a call to another origin is of the organization of its URL, or it is refused`, async ({
  page,
  server,
  authKit,
  traffic,
}) => {
  await expectNoConfusion(page, authKit, { api: server.otherApiOrigin, traffic });
});
