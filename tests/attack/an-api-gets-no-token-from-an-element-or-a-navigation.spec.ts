import { signIn } from '../support/app.ts';
import { askWithoutScript } from '../support/ask-without-script.ts';
import { expect, test } from '../support/attack-test.ts';
import { organizationOf } from '../support/calls.ts';
import { ACME } from '../support/organizations.ts';

// The page's own policy would keep most of these from being asked at all.
test.use({ bypassCSP: true });

test('R6: elements, frames, forms and navigations that name the API get no token', async ({
  page,
  context,
}) => {
  await signIn(page, ACME);
  const asked = new Map<string, string | undefined>();
  context.on('request', (request) => {
    const by = new URL(request.url()).searchParams.get('by');
    if (by !== null) asked.set(by, request.headers().authorization?.slice(0, 7));
  });

  await page.evaluate(askWithoutScript);

  for (const by of ['img', 'iframe', 'script', 'stylesheet', 'form', 'popup'])
    await expect.poll(() => [...asked.keys()]).toContain(by);
  await page.goto('/api/me?by=navigation');
  await expect.poll(() => [...asked.keys()]).toContain('navigation');
  expect([...asked].filter(([, authorization]) => authorization !== undefined)).toEqual([]);

  // What a call by script gets, so that the look for it is one that finds something.
  await page.goto('/acme/');
  context.on('request', (request) => {
    if (request.headers().authorization?.startsWith('Bearer ')) asked.set('script call', 'Bearer ');
  });
  expect(await organizationOf(page)).toBe(ACME.slug);
  expect(asked.get('script call')).toBe('Bearer ');
});
