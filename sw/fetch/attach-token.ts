import { ORGANIZATION_HEADER, OWNER_HEADER } from '../../src/protocol/announcement.ts';
import type { ApiRule } from '../../src/protocol/configuration.ts';
import { STREAM_HEADER } from '../../src/protocol/event-stream.ts';

/** What the page may have set and only the worker may say. */
const OWN_HEADERS = ['Authorization', 'DPoP', ORGANIZATION_HEADER, OWNER_HEADER, STREAM_HEADER];

/**
 * Rebuilds a page's request as one that carries `accessToken`, in the header and nowhere else (R9).
 * It follows no redirect, for a 307 would send body and intent to wherever the API says; it uses no HTTP cache,
 * which does not tell two organizations apart; it sends no cookies (R8). What an API opts into is in its rule.
 */
export async function attachToken(
  request: Request,
  accessToken: string,
  api: Omit<ApiRule, 'origin' | 'pathPrefix'> = {},
): Promise<Request> {
  const headers = new Headers(request.headers);
  for (const name of OWN_HEADERS) headers.delete(name);
  // WebKit adds this to an EventSource, where it would fail the preflight. Another value is the page's own.
  if (headers.get('Accept') === 'text/event-stream' && headers.get('Cache-Control') === 'no-cache')
    headers.delete('Cache-Control');
  headers.set('Authorization', `Bearer ${accessToken}`);
  const init: RequestInit = {
    headers,
    mode: new URL(request.url).origin === location.origin ? 'same-origin' : 'cors',
    redirect: api.followRedirects === true && isSafe(request.method) ? request.redirect : 'error',
    cache: api.cache === true ? request.cache : 'no-store',
    credentials: api.cookies === true ? request.credentials : 'omit',
    // Without it the request would name the worker script as its referrer.
    referrer: request.referrer,
    referrerPolicy: request.referrerPolicy,
  };
  try {
    return new Request(request, init);
  } catch {
    // WebKit refuses to rebuild a keepalive request that has a body.
    return new Request(request.url, { ...init, method: request.method, body: await request.arrayBuffer() });
  }
}

/** RFC 9110 §9.2.1: what can be asked again elsewhere without having been done twice. */
function isSafe(method: string): boolean {
  return method === 'GET' || method === 'HEAD';
}

/** Whether an API refused the access token itself (RFC 6750 §3.1): not the person's rights, which is 403. */
export function isInvalidToken(response: Response): boolean {
  return (
    response.status === 401 &&
    /\berror="?invalid_token\b/.test(response.headers.get('WWW-Authenticate') ?? '')
  );
}
