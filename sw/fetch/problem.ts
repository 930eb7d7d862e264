import type { KeyringError, KeyringErrorCode } from '../../src/protocol/errors.ts';

/** The others are 503: they may pass by themselves, so an application must not sign the user out. */
const STATUS: Partial<Record<KeyringErrorCode, number>> = {
  authorization_required: 401,
  organization_unbound: 401,
  organization_unknown: 401,
  step_up_refused: 401,
  organization_conflict: 400,
  method_refused: 405,
  api_not_listed: 403,
  configuration_invalid: 500,
};

/**
 * The worker's response to a request that it refuses: a problem (RFC 9457) with the error's code.
 *
 * @param organizationSlug the organization of the request. Default: the error's
 */
export function problemResponse(
  { code, message, reason, retryAfter, organizationSlug: ofError }: KeyringError,
  organizationSlug = ofError,
): Response {
  const status = STATUS[code] ?? 503;
  const headers = new Headers({
    'Content-Type': 'application/problem+json',
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  });
  if (status === 401) headers.set('WWW-Authenticate', 'Bearer');
  if (status === 503) headers.set('Retry-After', String(retryAfter ?? 5));
  const problem = { type: 'about:blank', title: code.replaceAll('_', ' '), status, detail: message, code };
  return new Response(JSON.stringify({ ...problem, organizationSlug, reason }), { status, headers });
}
