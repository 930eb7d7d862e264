import { expect, test } from 'vitest';
import { stepUpMaxAge } from '../../../../src/keyring/sign-in/step-up-challenge.ts';

const ERROR = 'error="insufficient_user_authentication"';

test.each([
  [`Bearer ${ERROR}, max_age="300"`, 300],
  [`Bearer ${ERROR}, max_age=300`, 300],
  [`Bearer max_age="0", ${ERROR}`, 0],
  [`bearer ERROR="insufficient_user_authentication",MAX_AGE=5`, 5],
  ['Bearer error=insufficient_user_authentication , max_age = "7"', 7],
  [`Bearer realm="a, b=\\"c\\"", ${ERROR}, error_description="More recent, please", max_age="60"`, 60],
  [`Basic realm="api", Bearer ${ERROR}, max_age="300"`, 300],
  [`Negotiate abc==, Bearer ${ERROR}, max_age="300"`, 300],
  [`Bearer ${ERROR}, max_age="300", Basic realm="x"`, 300],
  [`DPoP error="invalid_token", , Bearer ${ERROR}, max_age="300"`, 300],
])('R50: %s demands a sign-in of the last %i s', (header, seconds) => {
  expect(stepUpMaxAge(header)).toBe(seconds);
});

test.each([
  '',
  'Bearer',
  `Bearer ${ERROR}`,
  'Bearer max_age="300"',
  'Bearer error="invalid_token", max_age="300"',
  'Bearer error="insufficient_user_authentication_x", max_age="300"',
  'Bearer error_description="insufficient_user_authentication", max_age="300"',
  `Bearer realm="error=\\"insufficient_user_authentication\\", max_age=300"`,
  `Bearer ${ERROR}, acr_values="urn:mfa"`,
  `Bearer ${ERROR}, max_age="300", acr_values="urn:mfa"`,
  `Bearer ${ERROR}, max_age="-1"`,
  `Bearer ${ERROR}, max_age="+1"`,
  `Bearer ${ERROR}, max_age="3e2"`,
  `Bearer ${ERROR}, max_age="1.5"`,
  `Bearer ${ERROR}, max_age=" 300"`,
  `Bearer ${ERROR}, max_age=""`,
  `Bearer ${ERROR}, max_age="1234567890"`,
  `Bearer ${ERROR}, max_age="300", max_age="1"`,
  `Bearer ${ERROR}, ${ERROR}, max_age="300"`,
  `Bearer ${ERROR}, max_age="300", Bearer ${ERROR}, max_age="1"`,
  `DPoP ${ERROR}, max_age="300"`,
  `Bearer ${ERROR}, DPoP max_age="300"`,
  `${ERROR}, max_age="300"`,
  `Bearer ${ERROR}, max_age="300`,
  `Bearer ${ERROR}, max_age="300" x y`,
  `Bearer ${ERROR}; max_age="300"`,
])('R50: %s demands nothing that a sign-in can satisfy', (header) => {
  expect(stepUpMaxAge(header)).toBeUndefined();
});
