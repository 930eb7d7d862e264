import { askWithReferrer, FOREIGN_REFERRERS, HELD_REFERRERS } from '../../../support/forged-referrers.ts';
import { ACME, GLOBEX } from '../../../support/organizations.ts';
import { expect, test } from '../../support/webkit-attack-test.ts';

test('R10: a referrer that the page makes up is an organization like any other, or the call is refused', async ({
  tabs,
  traffic,
}) => {
  await tabs.signIn(GLOBEX);
  await tabs.signIn(ACME);

  expect(await askWithReferrer(tabs, { referrer: '/globex/' })).toBe('globex');
  for (const referrer of FOREIGN_REFERRERS)
    expect(await askWithReferrer(tabs, { referrer }), referrer).toBe('401 organization_unbound');
  // Another host, which no page may name: the browser tells the page's own address.
  expect(await askWithReferrer(tabs, { referrer: '//globex/' })).toBe('acme');
  expect(await askWithReferrer(tabs, { referrer: '/umbrella/' })).toBe('401 authorization_required');
  expect(await askWithReferrer(tabs, { referrer: '/nowhere/' })).toBe('401 organization_unknown');

  expect(traffic.organizationsAt('/api/me')).toEqual([GLOBEX.id, ACME.id]);
});

test('R10: a referrer that is held back leaves what the page announced, and without that nothing', async ({
  tabs,
  traffic,
}) => {
  await tabs.signIn(GLOBEX);
  await tabs.signIn(ACME);
  for (const init of HELD_REFERRERS) expect(await askWithReferrer(tabs, init)).toBe('acme');

  // A document of the origin with no script in it, at the address of an organization, that announced nothing.
  await tabs.goto('/acme/none.txt');
  const { length: before } = traffic.authorized;
  for (const init of HELD_REFERRERS)
    expect(await askWithReferrer(tabs, init)).toBe('401 organization_unbound');
  expect(traffic.authorized).toHaveLength(before);
});
