import { ORGANIZATION_HEADER, OWNER_HEADER, ownerText, type RequestOwner } from '../protocol/announcement.ts';
import { waitForControl } from './connect.ts';
import { noteResponse } from './refused-responses.ts';

/** Methods that a server may run twice without harm (RFC 9110 §9.2.2). */
const IDEMPOTENT = new Set(['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS']);

/**
 * `fetch` for one organization, whatever the URL of the page: the worker attaches that organization's token, or
 * answers a problem (RFC 9457) with a `code`. Use it wherever data is loaded before the URL changes, as a preload on
 * hover is.
 *
 * A browser may run a request again when its worker dies, so requests that are not idempotent get an
 * `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header) unless the caller sets one.
 *
 * @param slug the organization
 * @param input URL of an API on the allow-list, relative to this origin or absolute
 * @param init as for `fetch`; `Authorization` is the worker's to set
 * @param owner for what was written earlier: the worker refuses (401) unless the session is this person's, in this
 *   very organization
 * @throws KeyringError `controller_missing` rather than send anything without the worker (R39)
 * @example
 * const notes = await orgFetch('globex', '/api/notes').then((response) => response.json());
 */
export async function orgFetch(
  slug: string,
  input: string,
  init: RequestInit = {},
  owner?: RequestOwner,
): Promise<Response> {
  await waitForControl();
  const headers = new Headers(init.headers);
  headers.set(ORGANIZATION_HEADER, slug);
  if (owner !== undefined) headers.set(OWNER_HEADER, ownerText(owner));
  const method = (init.method ?? 'GET').toUpperCase();
  if (!IDEMPOTENT.has(method) && !headers.has('Idempotency-Key'))
    headers.set('Idempotency-Key', crypto.randomUUID());
  return noteResponse(await fetch(input, { ...init, headers }));
}
