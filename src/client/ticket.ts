import { KeyringError } from '../protocol/errors.ts';
import { attempt, parseRecord } from '../protocol/parse.ts';
import { isTicket, TICKET_PATH } from '../protocol/ticket.ts';
import { type OrgFetchOptions, orgFetch } from './org-fetch.ts';
import { errorOfResponse } from './response-error.ts';

/** What {@link ticketFor} takes. */
export interface TicketOptions extends OrgFetchOptions {
  /** The method of the request that the ticket is for. Default: `GET`, also for a WebSocket. */
  readonly method?: string | undefined;
  /** Where the API issues tickets, on the origin of `url`. Default: `/api/tickets`. */
  readonly ticketPath?: string | undefined;
  /** Ends the request for the ticket. */
  readonly signal?: AbortSignal | undefined;
}

/** Longest wait for a ticket, ms. It covers a refresh of the session. */
const TICKET_LIMIT = 30_000;

/**
 * Gets a ticket for one request that the worker cannot handle: a WebSocket, a download, `keepalive` in Firefox, native
 * code. The worker asks the API for it with the organization's token. The API needs `createTicketIssuer` of
 * `org-keyring/server`.
 *
 * A ticket is valid once, within 30 s, for this method and this path with its query. Send it as
 * `Authorization: Ticket …`, or as a subprotocol or connection parameter of a WebSocket. Never put it into a URL, because
 * servers log URLs.
 *
 * @param url of the request that the ticket is for; `ws:` and `wss:` too
 * @throws KeyringError `authorization_required`, `offline`, `temporarily_unavailable`, or `request_refused`: the API
 *   issues no ticket for this request
 * @example
 * const ticket = await ticketFor('acme', '/api/audit', { method: 'POST' });
 * await fetch('/api/audit', { method: 'POST', keepalive: true, headers: { Authorization: `Ticket ${ticket}` } });
 * // graphql-ws: createClient({ url, connectionParams: async () => ({ ticket: await ticketFor('acme', url) }) })
 */
export async function ticketFor(
  slug: string,
  url: string | URL,
  { method = 'GET', ticketPath = TICKET_PATH, signal, owner }: TicketOptions = {},
): Promise<string> {
  const target = httpUrl(url);
  const limit = AbortSignal.timeout(TICKET_LIMIT);
  const init = {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ method: method.toUpperCase(), path: target.pathname + target.search }),
    signal: signal ? AbortSignal.any([signal, limit]) : limit,
  };
  const response = await orgFetch(slug, new URL(ticketPath, target), init, { owner }).catch(
    throwFailure(slug, signal),
  );
  const body: unknown = response.ok
    ? await response.json().catch(() => null)
    : await errorOfResponse(response, slug, 'The API issued no ticket for this request.');
  // An abort cuts the body off.
  signal?.throwIfAborted();
  if (body instanceof KeyringError) throw body;
  const ticket = attempt(() => parseRecord(body, 'ticket response').ticket);
  if (!isTicket(ticket)) throw unavailable(slug);
  return ticket;
}

/** A URL relative to this page, with the scheme of its HTTP request. */
export function httpUrl(url: string | URL): URL {
  const target = new URL(url, location.href);
  if (target.protocol === 'ws:' || target.protocol === 'wss:')
    target.protocol = target.protocol.replace('ws', 'http');
  return target;
}

/** Handles a request without a response: an abort stays what it is, and a lost network becomes a `KeyringError`. */
export function throwFailure(
  slug: string,
  signal?: AbortSignal,
  message?: string,
): (error: unknown) => never {
  return (error) => {
    signal?.throwIfAborted();
    throw error instanceof KeyringError ? error : unavailable(slug, message);
  };
}

function unavailable(
  organizationSlug: string,
  message = 'No ticket could be obtained from the API. Try again.',
): KeyringError {
  return new KeyringError('temporarily_unavailable', message, { organizationSlug });
}
