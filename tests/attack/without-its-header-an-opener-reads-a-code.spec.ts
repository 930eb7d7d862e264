import { signIn } from '../support/app.ts';
import { expect, HOSTILE_DOCUMENT, test } from '../support/hostile-test.ts';
import { openAndWatch, unregister } from '../support/open-and-watch.ts';
import { ACME } from '../support/organizations.ts';
import { attackersAuthorization } from '../support/sign-in-callback.ts';

test.use({ weakness: 'openers' });

/** What makes the test of openers one that can fail: without the header the same look reads the code. */
test('without Cross-Origin-Opener-Policy the code is read through an opener, once the worker is unregistered', async ({
  page,
  server,
}) => {
  await signIn(page, ACME);
  await page.goto(HOSTILE_DOCUMENT);
  await page.evaluate(unregister);
  await page.goto(HOSTILE_DOCUMENT);
  const { url } = attackersAuthorization(server, ACME.id);

  expect((await page.evaluate(openAndWatch, [url, 'directly'] as const)).join()).toContain('code=');
});
