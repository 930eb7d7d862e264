import { expect, test } from 'vitest';
import { CALLBACK, localAuthKit } from './local-authkit.ts';
import { authorizePath } from './oauth-client.ts';

const kit = localAuthKit();

test.each([
  ['an unknown organization', { organization_id: 'org_nowhere' }, 'organization_invalid'],
  ['another response type', { response_type: 'token' }, 'unsupported_response_type'],
  ['no response type', { response_type: undefined }, 'unsupported_response_type'],
  ['no challenge', { code_challenge: undefined }, 'invalid_request'],
  ['a challenge that is no digest', { code_challenge: 'short' }, 'invalid_request'],
  ['the plain method', { code_challenge_method: 'plain' }, 'invalid_request'],
  ['no method', { code_challenge_method: undefined }, 'invalid_request'],
  ['a max_age that is no number', { max_age: 'soon' }, 'invalid_request'],
  ['an unknown screen', { screen_hint: 'sign-out' }, 'invalid_request'],
  ['a provider that is not set up', { provider: 'GoogleOAuth' }, 'connection_invalid'],
])('%s', async (_, parameters, error) => {
  const state = 'a+b &=?/ü "<x>';
  const { location, status } = await kit.browser().navigate(authorizePath({ ...parameters, state }));
  expect(status).toBe(302);
  expect(location?.href.startsWith(`${CALLBACK}?`)).toBe(true);
  expect(location?.searchParams.get('error')).toBe(error);
  expect(location?.searchParams.get('error_description')).toBeTruthy();
  expect(location?.searchParams.get('state')).toBe(state);
  expect(location?.searchParams.get('code')).toBeNull();
});

test('a repeated parameter', async () => {
  const { location } = await kit.browser().navigate(`${authorizePath()}&prompt=login&prompt=login`);
  expect(location?.searchParams.get('error')).toBe('invalid_request');
});

test('without a state there is none on the redirect', async () => {
  const { location } = await kit
    .browser()
    .navigate(authorizePath({ state: undefined, response_type: 'token' }));
  expect(location?.searchParams.has('state')).toBe(false);
});
