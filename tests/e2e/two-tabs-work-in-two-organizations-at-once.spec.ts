import { signIn } from '../support/app.ts';
import { organizationsOf } from '../support/calls.ts';
import { ACME, GLOBEX } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';

const CALLS = 500;
const AT_ONCE = 25;

test('two tabs on two organizations: 500 calls each at the same time, no mismatch', { tag: '@long' }, async ({
  page,
  context,
  authKit,
}) => {
  await signIn(page, ACME);
  const other = await context.newPage();
  await signIn(other, GLOBEX);
  const oauthBefore = await authKit.oauthRequests();

  const [acme, globex] = await Promise.all([
    organizationsOf(page, CALLS, AT_ONCE),
    organizationsOf(other, CALLS, AT_ONCE),
  ]);

  expect([acme.length, globex.length]).toEqual([CALLS, CALLS]);
  expect(acme.filter((slug) => slug !== ACME.slug)).toEqual([]);
  expect(globex.filter((slug) => slug !== GLOBEX.slug)).toEqual([]);
  expect(await authKit.oauthRequests()).toEqual(oauthBefore);
});
