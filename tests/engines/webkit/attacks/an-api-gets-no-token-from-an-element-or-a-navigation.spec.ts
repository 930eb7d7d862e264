import { askWithoutScript } from '../../../support/ask-without-script.ts';
import { ACME } from '../../../support/organizations.ts';
import { expect, test } from '../../support/webkit-attack-test.ts';

// The page's own policy would keep most of these from being asked at all.
test.use({ weakness: 'policy' });

test('R6: elements, frames, forms and navigations that name the API get no token', async ({
  tabs,
  traffic,
}) => {
  await tabs.signIn(ACME);
  const asked = (): readonly (string | null)[] =>
    traffic.arrivals.map(({ url }) => url.searchParams.get('by'));

  await tabs.evaluate(askWithoutScript);

  for (const by of ['img', 'iframe', 'script', 'stylesheet', 'form', 'popup'])
    await expect.poll(asked).toContain(by);
  const named = (): readonly string[] =>
    traffic.authorized.filter(({ url }) => url.searchParams.has('by')).map(({ url }) => url.href);
  expect(named()).toEqual([]);
  await tabs.goto('/api/me?by=navigation');
  await expect.poll(asked).toContain('navigation');
  expect(named()).toEqual([]);

  // What a call by script gets, so that the look for it is one that finds something.
  await tabs.goto('/acme/');
  await tabs.evaluate(() => fetch('/api/me?by=call').then(({ status }) => status));
  expect(traffic.authorized.map(({ url }) => url.searchParams.get('by'))).toContain('call');
});
