import { signIn } from '../support/app.ts';
import { askWithoutScript } from '../support/ask-without-script.ts';
import { organizationOf } from '../support/calls.ts';
import { ACME } from '../support/organizations.ts';
import { expect, test } from '../support/wire-test.ts';

// The page's own policy would keep most of these from being asked at all.
test.use({ weakness: 'policy' });

test('R6: elements, frames, forms and navigations that name the API get no token', async ({ page, wire }) => {
  await signIn(page, ACME);
  const asked = () => wire.requests.filter(({ url }) => url.searchParams.has('by'));
  const ways = () => asked().map(({ url }) => url.searchParams.get('by'));

  await page.evaluate(askWithoutScript);

  for (const by of ['img', 'iframe', 'script', 'stylesheet', 'form', 'popup'])
    await expect.poll(ways).toContain(by);
  // Firefox has a page of its own for a refusal, and says that the navigation failed.
  await page.goto('/api/me?by=navigation').catch(() => {});
  await expect.poll(ways).toContain('navigation');
  expect(asked().filter(({ token }) => token !== null)).toEqual([]);

  // What a call by script gets, so that the look for it is one that finds something.
  await page.goto('/acme/');
  wire.forget();
  expect(await organizationOf(page)).toBe(ACME.slug);
  expect(wire.organizationsAt('/api/me')).toEqual([ACME.id]);
});
