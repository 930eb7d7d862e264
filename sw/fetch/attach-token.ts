import { LARGE_BODY_HEADER, ORGANIZATION_HEADER, OWNER_HEADER } from '../../src/protocol/announcement.ts';
import type { ApiRule } from '../../src/protocol/configuration.ts';
import { STREAM_HEADER } from '../../src/protocol/event-stream.ts';
import { REQUEST_NAME_HEADER } from '../../src/protocol/page-requests.ts';

/** Headers that a page may have set, but only the worker may send. */
const OWN_HEADERS = [
  'Authorization',
  'DPoP',
  ORGANIZATION_HEADER,
  OWNER_HEADER,
  STREAM_HEADER,
  LARGE_BODY_HEADER,
  REQUEST_NAME_HEADER,
];

/**
 * Rebuilds a page's request with `accessToken`, in the header only (R9). It follows no redirect, because a 307 would
 * send the body to a server that the API names. It uses no HTTP cache, because the cache does not tell two organizations
 * apart. It sends no cookies (R8). The rule of an API may allow each of these.
 *
 * @param more `body` of a request that is sent again: its own has been read; `signal` that ends it
 */
export async function attachToken(
  request: Request,
  accessToken: string,
  api: Omit<ApiRule, 'origin' | 'pathPrefix'> = {},
  more: { readonly body?: BufferSource; readonly signal?: AbortSignal } = {},
): Promise<Request> {
  const init: RequestInit = {
    mode: request.url.startsWith(`${location.origin}/`) ? 'same-origin' : 'cors',
    redirect: api.followRedirects === true && isSafe(request.method) ? request.redirect : 'error',
    cache: api.cache === true ? request.cache : 'no-store',
    credentials: api.cookies === true ? request.credentials : 'omit',
    // Without it the request would name the worker script as its referrer.
    referrer: request.referrer,
    referrerPolicy: request.referrerPolicy,
    ...more,
  };
  const outgoing = await rebuild(request, init);
  const { headers } = outgoing;
  for (const name of OWN_HEADERS) headers.delete(name);
  // WebKit adds this header to an EventSource, and the preflight would then fail. Another value is the page's own.
  if (headers.get('Accept') === 'text/event-stream' && headers.get('Cache-Control') === 'no-cache')
    headers.delete('Cache-Control');
  headers.set('Authorization', `Bearer ${accessToken}`);
  return outgoing;
}

/** Its headers are those of `request`: in `init` they would be copied twice. */
async function rebuild(request: Request, init: RequestInit): Promise<Request> {
  try {
    return new Request(request, init);
  } catch {
    // WebKit refuses to rebuild a keepalive request that has a body.
    const body = init.body ?? (await request.arrayBuffer());
    return new Request(request.url, { ...init, method: request.method, headers: request.headers, body });
  }
}

/** Safe methods (RFC 9110 §9.2.1): the request can be repeated elsewhere without a second effect. */
function isSafe(method: string): boolean {
  return method === 'GET' || method === 'HEAD';
}

/** Whether an API refused the access token itself (RFC 6750 §3.1). Missing rights of the user are a 403. */
export function isInvalidToken(response: Response): boolean {
  return (
    response.status === 401 &&
    /\berror="?invalid_token\b/.test(response.headers.get('WWW-Authenticate') ?? '')
  );
}
