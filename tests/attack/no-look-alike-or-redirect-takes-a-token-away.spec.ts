import { signIn } from '../support/app.ts';
import { callEach, callRedirects, lookAlikes } from '../support/look-alikes.ts';
import { ACME } from '../support/organizations.ts';
import { expect, test } from '../support/wire-test.ts';

// Without the page's own policy, which would stop all of it: the worker alone is tried here.
test.use({ weakness: 'policy' });

test('R5: hosts and paths that look like the API get no token', async ({
  page,
  server,
  evil,
  secrets,
  wire,
}) => {
  await signIn(page, ACME);
  const urls = lookAlikes(server, evil);

  await page.evaluate(callEach, urls);

  const isApi = ({ origin, pathname }: URL): boolean =>
    origin === server.origin && pathname.startsWith('/api/');
  const authorized = wire.requests.filter(({ token }) => token !== null);
  expect(authorized.length).toBeGreaterThan(0);
  expect(authorized.filter(({ url }) => !isApi(url))).toEqual([]);
  expect(wire.requests.map(({ url }) => url.pathname)).toContain('/apix/me');
  expect(evil.paths).toContain('/api/me');
  expect(evil.paths).toContain('/api/backslash');
  expect((await secrets.values()).size).toBeGreaterThan(2);
  expect(await secrets.find(JSON.stringify(evil.log))).toBeUndefined();
});

test('R8: an API that redirects to another origin takes neither the token nor the body there', async ({
  page,
  evil,
  secrets,
  server,
}) => {
  await signIn(page, ACME);
  const outcomes = await page.evaluate(callRedirects, [evil.origin, ['', server.otherApiOrigin]] as const);

  expect(outcomes).toHaveLength(60);
  expect(new Set(outcomes)).toEqual(new Set(['network error']));
  expect(evil.log).toEqual([]);

  // The way there is open: what no worker sees does arrive.
  await page.evaluate((target) => fetch(`${target}/canary`), evil.origin);
  expect(evil.paths).toContain('/canary');
  expect(await secrets.find(JSON.stringify(evil.log))).toBeUndefined();
});
