import { expect, test } from 'vitest';
import { isInvalidToken } from '../../../sw/fetch/attach-token.ts';

const judged = (status: number, challenge?: string): boolean =>
  isInvalidToken(
    new Response(null, {
      status,
      ...(challenge !== undefined && { headers: { 'WWW-Authenticate': challenge } }),
    }),
  );

test.each([
  'Bearer error="invalid_token"',
  'Bearer error=invalid_token',
  'Bearer realm="api", error="invalid_token", error_description="The token expired"',
  'Basic realm="x", Bearer error="invalid_token"',
])('R34: 401 with %s is about the token', (challenge) => {
  expect(judged(401, challenge)).toBe(true);
});

test.each([
  undefined,
  '',
  'Bearer',
  'Bearer realm="invalid_token"',
  'Bearer error="insufficient_scope"',
  'Bearer error="invalid_token_type"',
  'Bearer error="invalid_request", error_description="invalid_token"',
  'Bearer xerror="invalid_token"',
])('R34: 401 with %s is not', (challenge) => {
  expect(judged(401, challenge)).toBe(false);
});

test.each([200, 400, 403, 404, 500, 503])('R34: %i never is, with any header', (status) => {
  expect(judged(status, 'Bearer error="invalid_token"')).toBe(false);
});
