import { expect, test } from 'vitest';
import { CALLBACK, localAuthKit } from './local-authkit.ts';
import { authorizePath } from './oauth-client.ts';

const kit = localAuthKit();

test.each([
  ['an unknown client', { client_id: 'client_other' }],
  ['no client', { client_id: undefined }],
  ['no redirect URI', { redirect_uri: undefined }],
  ['another site', { redirect_uri: 'https://evil.example/auth/callback' }],
  ['a longer path', { redirect_uri: `${CALLBACK}/more` }],
  ['a query more', { redirect_uri: `${CALLBACK}?x=1` }],
  ['another case', { redirect_uri: CALLBACK.toUpperCase() }],
])('%s: a page, never a redirect', async (_, parameters) => {
  const page = await kit.browser().navigate(authorizePath(parameters));
  expect(page.status).toBe(400);
  expect(page.location).toBeNull();
  expect(page.heading).toBe('Something went wrong');
});

test('a repeated redirect URI is no redirect URI', async () => {
  const path = `${authorizePath()}&redirect_uri=${encodeURIComponent(CALLBACK)}`;
  expect((await kit.browser().navigate(path)).location).toBeNull();
});
