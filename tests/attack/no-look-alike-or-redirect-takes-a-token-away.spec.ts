import { signIn } from '../support/app.ts';
import { expect, test } from '../support/attack-test.ts';
import { callEach, callRedirects, lookAlikes } from '../support/look-alikes.ts';
import { ACME } from '../support/organizations.ts';

// Without the page's own policy, which would stop all of it: the worker alone is tried here.
test.use({ bypassCSP: true });

test('R5: hosts and paths that look like the API get no token', async ({ page, server, evil, secrets }) => {
  await signIn(page, ACME);
  const urls = lookAlikes(server, evil);
  const authorized: string[] = [];
  page.context().on('request', (request) => {
    const { origin, pathname } = new URL(request.url());
    const isApi = origin === server.origin && pathname.startsWith('/api/');
    if (request.headers().authorization !== undefined && !isApi) authorized.push(request.url());
  });

  await page.evaluate(callEach, urls);

  expect(authorized).toEqual([]);
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
