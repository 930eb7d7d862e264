import { signIn } from '../support/app.ts';
import { callAfterSwitches } from '../support/calls-after-switches.ts';
import { lengthOf } from '../support/lengths.ts';
import { ACME, GLOBEX } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';

const SWITCHES = lengthOf('CROSS_ORIGIN_SWITCHES', 50);

test(`a plain fetch to an API on another origin is of the right organization in ${SWITCHES} of ${SWITCHES} switches`, {
  tag: '@long',
}, async ({ page, server, authKit }) => {
  await signIn(page, ACME);
  await signIn(page, GLOBEX);
  const oauthBefore = await authKit.oauthRequests();

  const answers = await callAfterSwitches(page, { api: server.otherApiOrigin, count: SWITCHES });

  expect(answers).toEqual(
    Array.from({ length: SWITCHES }, (_, index) => (index % 2 === 0 ? 'acme' : 'globex')),
  );
  expect(await authKit.oauthRequests()).toEqual(oauthBefore);
});
