import { timeFor } from '../support/kills.ts';
import { expectNoConfusion, SWITCH_KILLS } from '../support/switch-kills.ts';
import { testWithTraffic } from '../support/traffic-test.ts';

// A server of its own: the tests that follow look for the example notes.
const test = testWithTraffic({ STATE: 'memory', OTHER_API: 'off' });

test.setTimeout(timeFor(SWITCH_KILLS));
// Firefox reports each call that ended with its worker in the form of an uncaught error.
test.use({ isConsoleNoisy: ({ browserName }, use) => use(browserName === 'firefox') });

test(`R10: with ${SWITCH_KILLS} kills in switches, a call to its own origin that hides its URL is of the organization of its URL, or it is refused`, async ({
  page,
  server,
  authKit,
  traffic,
}) => {
  await expectNoConfusion(page, authKit, { api: server.origin, traffic, loadsAgain: true });
});
