import {
  LARGE_BODY_HEADER,
  ORGANIZATION_HEADER,
  OWNER_HEADER,
  ownerText,
  type RequiredOwner,
} from '../protocol/announcement.ts';
import { WITHOUT_ORGANIZATION } from '../protocol/without-organization.ts';
import { nameRequest } from './page-requests.ts';
import { pageReturn } from './page-return.ts';
import { reportResponse } from './refused-responses.ts';
import { waitUntilRouted } from './wait-for-route.ts';

/** Methods that a server may run twice without harm (RFC 9110 §9.2.2). */
const IDEMPOTENT = new Set(['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS']);

/** Largest body that the worker copies, bytes. */
const COPY_LIMIT = 256 * 1024;

/** What {@link orgFetch} takes beside the arguments of `fetch`. */
export interface OrgFetchOptions {
  /**
   * Who wrote what is sent: the worker refuses the request (401) unless the session is this user's, in this
   * organization.
   */
  readonly owner?: RequiredOwner | undefined;
}

/**
 * `fetch` for one organization, whatever the URL of the page is. The worker attaches that organization's token, or
 * responds with a problem (RFC 9457) that has a `code`. Use it wherever data is loaded before the URL changes, such as
 * a preload on hover.
 *
 * A browser may run a request again when it stops the worker, so a request that is not idempotent gets an
 * `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header) unless it has one.
 *
 * If `signal` aborts, or the page is closed, the worker ends its request too, so the server can stop its work. Only a
 * `keepalive` request outlives its page. Any other request that begins after `pagehide` waits until the page comes back.
 *
 * A large body (over 256 KB, or a stream) is not copied for a second attempt: the session is refreshed before it is sent if
 * its token is near its end, and if the API rejects the token all the same, the response is a problem with the code
 * `body_not_repeated` (503). Repeat the call then, or use `upload`.
 *
 * It also works in a dedicated or shared worker of the app. With other than the default `paths`, call `setKeyringPaths`
 * there first.
 *
 * `orgFetch(null, …)` uses the session without an organization, on any page: that of a user who belongs to no organization
 * yet (`getSnapshot().withoutOrganization`). Without such a session the response is a 401 with `authorization_required`.
 *
 * @param slug the organization; it replaces one that `input` or `init` names. null: none
 * @param input URL of an API on the allow-list, relative to this origin or absolute, or a `Request`
 * @param init as for `fetch`: what it sets replaces what a `Request` says; the worker sets `Authorization`
 * @throws KeyringError `controller_missing`: there is no worker, and nothing was sent (R39); `unsupported`: this is a server
 * @throws TypeError in the mode `no-cors`, in which a request cannot name its organization
 * @example
 * const notes = await orgFetch('globex', '/api/notes').then((response) => response.json());
 * await orgFetch('globex', new Request('/api/notes', { method: 'POST', body }));
 * await orgFetch(null, '/api/organizations', { method: 'POST', body });
 */
export async function orgFetch(
  slug: string | null,
  input: RequestInfo | URL,
  init?: RequestInit,
  { owner }: OrgFetchOptions = {},
): Promise<Response> {
  await waitUntilRouted();
  if (!isKeptAlive(input, init)) await pageReturn();
  const given = input instanceof Request ? input : undefined;
  const request = given && new Request(given, init);
  const headers = request?.headers ?? new Headers(init?.headers);
  const sent = request ?? init ?? {};
  if (isLarge(init?.body)) headers.set(LARGE_BODY_HEADER, '1');
  prepareHeaders(headers, sent, slug, owner);
  if (sent.keepalive !== true) nameRequest(headers, init?.signal ?? given?.signal);
  const unlike = unlikePreload(given?.url ?? String(input), sent.credentials);
  if (request === undefined) return reportResponse(await fetch(input, { ...init, headers, ...unlike }));
  // Other options reset both (Fetch §5.4).
  const { referrer, referrerPolicy } = request;
  return reportResponse(await fetch(request, { referrer, referrerPolicy, ...unlike }));
}

/**
 * Makes an {@link orgFetch} of one organization that has the signature of `fetch`, for clients that take one.
 *
 * @example
 * const client = createClient({ baseUrl: '/api', fetch: createOrgFetch('globex') });
 */
export function createOrgFetch(slug: string | null, options: OrgFetchOptions = {}): typeof fetch {
  return (input, init) => orgFetch(slug, input, init, options);
}

/**
 * Makes a request unlike that of a `<link rel="preload">`. Chromium compares no headers and gives a call the preloaded response
 * of its URL, which may be that of another organization. The worker sends the request as it would without.
 */
function unlikePreload(url: string, credentials: RequestCredentials = 'same-origin'): RequestInit {
  if (new URL(url, location.href).origin === location.origin) return { mode: 'same-origin' };
  // Neither of the two sends cookies to another origin.
  return credentials === 'same-origin' ? { credentials: 'omit' } : {};
}

/** Whether the request may outlive its page. */
function isKeptAlive(input: RequestInfo | URL, init: RequestInit | undefined): boolean {
  return init?.keepalive ?? (input instanceof Request && input.keepalive);
}

/** Whether the worker should keep no copy of a body for a second attempt: it is over 256 KB, or a stream. */
function isLarge(body: BodyInit | null | undefined): boolean {
  return body instanceof ReadableStream || sizeOf(body) > COPY_LIMIT;
}

/** The least size of a body, in bytes; 0 if that is unknown. */
function sizeOf(body: BodyInit | null | undefined): number {
  if (typeof body === 'string') return body.length;
  if (body instanceof Blob) return body.size;
  if (body instanceof ArrayBuffer || ArrayBuffer.isView(body)) return body.byteLength;
  if (body instanceof FormData) return [...body.values()].reduce((sum, value) => sum + sizeOf(value), 0);
  return 0;
}

function prepareHeaders(
  headers: Headers,
  { method = 'GET', mode }: Pick<RequestInit, 'method' | 'mode'>,
  slug: string | null,
  owner: RequiredOwner | undefined,
): void {
  // The browser drops the headers of such a request, and the page's own organization would count.
  if (mode === 'no-cors') throw new TypeError('orgFetch has no mode "no-cors".');
  // JavaScript passes `undefined`, too. It must not count as the session without an organization.
  headers.set(ORGANIZATION_HEADER, slug === null ? WITHOUT_ORGANIZATION : slug);
  // Only the option decides the owner of the request.
  headers.delete(OWNER_HEADER);
  if (owner !== undefined) headers.set(OWNER_HEADER, ownerText(owner));
  if (!IDEMPOTENT.has(method.toUpperCase()) && !headers.has('Idempotency-Key'))
    headers.set('Idempotency-Key', crypto.randomUUID());
}
