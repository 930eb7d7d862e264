import { signIn } from '../support/app.ts';
import { ACME } from '../support/organizations.ts';
import { openRequestsPage } from '../support/requests.ts';
import { expect } from '../support/test.ts';
import { test } from '../support/traffic-test.ts';

test('orgFetch sends a Request with its own referrer policy, and what a call sets replaces it', async ({
  page,
  server,
  traffic,
}) => {
  await signIn(page, ACME);
  await openRequestsPage(page, ACME);
  const url = page.url();

  const statuses = await page.evaluate(async () => {
    const { orgFetch } = window.keyring;
    const requestOf = (call: string, referrerPolicy: ReferrerPolicy) =>
      new Request(`/api/me?call=${call}`, { referrerPolicy });
    const responses = await Promise.all([
      orgFetch('acme', requestOf('none', 'no-referrer')),
      orgFetch('acme', requestOf('origin', 'origin')),
      orgFetch('acme', requestOf('whole', 'same-origin')),
      orgFetch('acme', requestOf('replaced', 'no-referrer'), { referrerPolicy: 'same-origin' }),
    ]);
    return responses.map(({ status }) => status);
  });

  expect(statuses).toEqual([200, 200, 200, 200]);
  const calls = traffic.toApis.filter(({ url }) => url.searchParams.has('call'));
  expect(
    Object.fromEntries(calls.map(({ url, headers }) => [url.searchParams.get('call'), headers.referer])),
  ).toEqual({ none: undefined, origin: `${server.origin}/`, whole: url, replaced: url });
});
