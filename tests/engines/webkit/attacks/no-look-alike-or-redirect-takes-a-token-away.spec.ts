import { callEach, callRedirects, lookAlikes } from '../../../support/look-alikes.ts';
import { ACME } from '../../../support/organizations.ts';
import { expect, test } from '../../support/webkit-attack-test.ts';

// Without the page's own policy, which would stop all of it: the worker alone is tried here.
test.use({ weakness: 'policy' });

test('R5: hosts and paths that look like the API get no token', async ({ tabs, server, evil, traffic }) => {
  await tabs.signIn(ACME);

  await tabs.evaluate(callEach, lookAlikes(server, evil));

  const elsewhere = traffic.authorized.filter(
    ({ url }) =>
      ![server.origin, server.otherApiOrigin].includes(url.origin) || !url.pathname.startsWith('/api/'),
  );
  expect(elsewhere.map(({ url }) => url.href)).toEqual([]);
  expect(evil.paths).toContain('/api/me');
  expect(evil.paths).toContain('/api/backslash');
  expect(traffic.authorized.length, 'the API itself got tokens').toBeGreaterThan(0);
  expect(traffic.secrets.size).toBeGreaterThan(2);
  expect(traffic.find(JSON.stringify(evil.log))).toBeUndefined();
});

test('R8: an API that redirects to another origin takes neither the token nor the body there', async ({
  tabs,
  evil,
  server,
  traffic,
}) => {
  await tabs.signIn(ACME);

  const outcomes = await tabs.evaluate(callRedirects, [evil.origin, ['', server.otherApiOrigin]] as const);

  expect(outcomes).toHaveLength(60);
  expect(new Set(outcomes)).toEqual(new Set(['network error']));
  expect(evil.log).toEqual([]);
  expect(traffic.organizationsAt('/api/redirect')).toEqual(Array.from({ length: 60 }, () => ACME.id));

  // The way there is open: what no worker sees does arrive.
  await tabs.evaluate((target) => fetch(`${target}/canary`).then(({ status }) => status), evil.origin);
  expect(evil.paths).toContain('/canary');
  expect(traffic.find(JSON.stringify(evil.log))).toBeUndefined();
});
