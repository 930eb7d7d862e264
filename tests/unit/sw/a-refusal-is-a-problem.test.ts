import { expect, test } from 'vitest';
import { KEYRING_ERROR_CODES, KeyringError, type KeyringErrorCode } from '../../../src/protocol/errors.ts';
import { problemResponse } from '../../../sw/fetch/problem.ts';

const EXPECTED: Partial<Record<KeyringErrorCode, number>> = {
  authorization_required: 401,
  organization_unbound: 401,
  organization_unknown: 401,
  organization_conflict: 400,
  method_refused: 405,
  api_not_listed: 403,
  configuration_invalid: 500,
  offline: 503,
  temporarily_unavailable: 503,
};

test.each(Object.entries(EXPECTED) as [KeyringErrorCode, number][])('R7: %s is %i', async (code, status) => {
  const response = problemResponse(
    new KeyringError(code, 'What happened.', { organizationSlug: 'acme', reason: 'expired' }),
  );
  expect(response.status).toBe(status);
  expect(response.headers.get('Content-Type')).toBe('application/problem+json');
  expect(await response.json()).toEqual({
    type: 'about:blank',
    title: code.replaceAll('_', ' '),
    status,
    detail: 'What happened.',
    code,
    organizationSlug: 'acme',
    reason: 'expired',
  });
});

test.each(KEYRING_ERROR_CODES)(
  '%s: temporary errors have a Retry-After, token errors name the organization; none is cached',
  (code) => {
    const { status, headers } = problemResponse(new KeyringError(code, 'x'));
    expect([400, 401, 403, 405, 500, 503]).toContain(status);
    expect(headers.has('Retry-After')).toBe(status === 503);
    expect(headers.get('WWW-Authenticate')).toBe(status === 401 ? 'Bearer' : null);
    expect(headers.get('Cache-Control')).toBe('no-store');
    expect(headers.get('X-Content-Type-Options')).toBe('nosniff');
  },
);

test('a 401 of the worker is never read as a rejected token, which would cause a loop', () => {
  const { headers } = problemResponse(new KeyringError('authorization_required', 'x'));
  expect(headers.get('WWW-Authenticate')).not.toContain('invalid_token');
});

test.each([
  [1, '1'],
  [40, '40'],
  [null, '5'],
])('R33: Retry-After of %s is %s', (retryAfter, header) => {
  const response = problemResponse(new KeyringError('offline', 'x', { retryAfter }));
  expect(response.headers.get('Retry-After')).toBe(header);
});

test('an organization is a slug, or null, never left out', async () => {
  const { organizationSlug, reason } = await problemResponse(new KeyringError('offline', 'x')).json();
  expect([organizationSlug, reason]).toEqual([null, null]);
});
