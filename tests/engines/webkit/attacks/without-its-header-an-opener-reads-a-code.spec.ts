import { openAndWatch, unregister } from '../../../support/open-and-watch.ts';
import { ACME } from '../../../support/organizations.ts';
import { attackersAuthorization } from '../../../support/sign-in-callback.ts';
import { expect, HOSTILE_DOCUMENT, test } from '../../support/webkit-attack-test.ts';

test.use({ weakness: 'openers' });

/** What makes the test of openers one that can fail: without the header the same look reads the code. */
test('without Cross-Origin-Opener-Policy the code is read through an opener, once the worker is unregistered', async ({
  tabs,
  server,
}) => {
  await tabs.signIn(ACME);
  await tabs.goto(HOSTILE_DOCUMENT);
  await tabs.evaluate(unregister);
  await tabs.goto(HOSTILE_DOCUMENT);
  const { url } = attackersAuthorization(server, ACME.id);

  expect((await tabs.evaluate(openAndWatch, [url, 'directly'] as const)).join()).toContain('code=');
});
