import { expect, test } from 'vitest';
import { readSignInLink } from '../../../src/client/sign-in-link.ts';

const NOTHING = { organization: null, loginHint: null, state: null, hints: {} };

test('every parameter that a flow of WorkOS can bring is read', () => {
  const query = new URLSearchParams({
    invitation_token: 'inv_1',
    password_reset_token: 'reset_1',
    screen_hint: 'sign-up',
    login_hint: 'ada@example.com',
    domain_hint: 'example.com',
    provider: 'GoogleOAuth',
    organization: 'acme',
    state: '{"step":2}',
  });
  expect(readSignInLink(`?${query}`)).toEqual({
    organization: 'acme',
    loginHint: 'ada@example.com',
    state: '{"step":2}',
    hints: {
      invitationToken: 'inv_1',
      passwordResetToken: 'reset_1',
      screenHint: 'sign-up',
      domainHint: 'example.com',
      provider: 'GoogleOAuth',
    },
  });
});

test.each([
  ['nothing', ''],
  ['an empty parameter', '?invitation_token=&state='],
  ['a repeated parameter', '?invitation_token=a&invitation_token=b'],
  ['a parameter that is too long', `?invitation_token=${'x'.repeat(513)}&state=${'x'.repeat(2049)}`],
  ['an unknown screen', '?screen_hint=admin'],
  ['parameters that only the worker sets', '?client_id=x&redirect_uri=https://evil.test/&code_challenge=x'],
])('%s is ignored', (_what, search) => {
  expect(readSignInLink(search)).toEqual(NOTHING);
});
