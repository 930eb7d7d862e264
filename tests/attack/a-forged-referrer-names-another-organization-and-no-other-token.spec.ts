import { signIn } from '../support/app.ts';
import { askWithReferrer as ask, FOREIGN_REFERRERS, HELD_REFERRERS } from '../support/forged-referrers.ts';
import { ACME, GLOBEX } from '../support/organizations.ts';
import { expect, test } from '../support/wire-test.ts';

test('R10: a referrer that the page makes up is an organization like any other, or the call is refused', async ({
  page,
  wire,
}) => {
  await signIn(page, GLOBEX);
  await signIn(page, ACME);
  wire.forget();

  expect(await ask(page, { referrer: '/globex/' })).toBe('globex');
  for (const referrer of FOREIGN_REFERRERS)
    expect(await ask(page, { referrer }), referrer).toBe('401 organization_unbound');
  // Another host, which no page may name: the browser tells the page's own address.
  expect(await ask(page, { referrer: '//globex/' })).toBe('acme');
  expect(await ask(page, { referrer: '/umbrella/' })).toBe('401 authorization_required');
  expect(await ask(page, { referrer: '/nowhere/' })).toBe('401 organization_unknown');

  expect(wire.organizationsAt('/api/me')).toEqual([GLOBEX.id, ACME.id]);
});

test('R10: a referrer that is held back leaves what the page announced, and without that nothing', async ({
  page,
  wire,
}) => {
  await signIn(page, GLOBEX);
  await signIn(page, ACME);
  for (const init of HELD_REFERRERS) expect(await ask(page, init)).toBe('acme');

  // A document of the origin with no script in it, at the address of an organization, that announced nothing.
  await page.goto('/acme/none.txt');
  wire.forget();
  for (const init of HELD_REFERRERS) expect(await ask(page, init)).toBe('401 organization_unbound');
  expect(wire.toApis).toEqual([]);
});
