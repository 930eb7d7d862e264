import { expect, test } from 'vitest';
import { localAuthKit } from './local-authkit.ts';
import { authorizePath } from './oauth-client.ts';

const kit = localAuthKit();

async function adaAtUmbrella(organization = 'org_umbrella') {
  const browser = kit.browser();
  const form = await browser.navigate(authorizePath({ organization_id: organization }));
  return { browser, page: await browser.submit(form, { email: 'ada@example.com' }) };
}

test('on a page that names no organization', async () => {
  const { page } = await adaAtUmbrella();
  expect([page.status, page.location, page.heading]).toEqual([403, null, 'You cannot sign in here']);
  expect(page.html).not.toContain('Umbrella');
});

test('whose way out is another account', async () => {
  const { browser, page } = await adaAtUmbrella();
  const link = /<a href="([^"]+)">Use another account/.exec(page.html)?.[1]?.replaceAll('&amp;', '&');
  const form = await browser.navigate(link ?? '');
  expect(form.heading).toBe('Sign in');
  const { location } = await browser.submit(form, { email: 'grace@example.com' });
  expect(location?.searchParams.has('code')).toBe(true);
  expect(location?.searchParams.get('state')).toBe('state-1');
});

test('or, by the setting, with access_denied on the redirect', async () => {
  await kit.control('settings', { nonMember: 'redirect' });
  const { page } = await adaAtUmbrella();
  expect(page.location?.searchParams.get('error')).toBe('access_denied');
  expect(page.location?.searchParams.get('state')).toBe('state-1');
});

test('an inactive membership is none, until it is active again', async () => {
  const membership = { user: 'user_ada', organization: 'org_acme' };
  await kit.control('memberships', { ...membership, status: 'inactive' });
  expect((await adaAtUmbrella('org_acme')).page.status).toBe(403);
  await kit.control('memberships', { ...membership, status: 'active' });
  expect((await adaAtUmbrella('org_acme')).page.location?.searchParams.has('code')).toBe(true);
});
