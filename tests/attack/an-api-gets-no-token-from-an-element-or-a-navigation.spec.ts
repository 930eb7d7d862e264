import { signIn } from '../support/app.ts';
import { expect, test } from '../support/attack-test.ts';
import { organizationOf } from '../support/calls.ts';
import { ACME } from '../support/organizations.ts';

// The page's own policy would keep most of these from being asked at all.
test.use({ bypassCSP: true });

/** Every element and navigation that asks for a URL, and is not a call by script. */
function askWithoutScript(): void {
  const add = (tag: string, attributes: Readonly<Record<string, string>>): void => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    document.body.append(element);
  };
  const url = (by: string): string => `/api/me?by=${by}`;
  for (const tag of ['img', 'audio', 'video', 'iframe', 'embed']) add(tag, { src: url(tag) });
  add('script', { type: 'module', src: url('script') });
  add('object', { data: url('object') });
  add('link', { rel: 'stylesheet', href: url('stylesheet') });
  add('link', { rel: 'preload', as: 'image', href: url('preload') });
  const form = document.createElement('form');
  Object.assign(form, { action: '/api/notes?by=form', method: 'post', target: '_blank' });
  document.body.append(form);
  form.submit();
  open(url('popup'));
}

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
