/** Default path at which an API issues tickets, on the origin of the URL that a ticket is for. */
export const TICKET_PATH = '/api/tickets';
/** Below {@link TICKET_PATH}: where a form redeems a ticket for a download. */
export const TICKET_DOWNLOAD_SUFFIX = '/download';

/** How long a ticket can be redeemed, ms (R48). */
export const TICKET_LIFETIME = 30_000;

/** 32 random bytes in base64url (RFC 4648 §5). */
const TICKET = /^[A-Za-z0-9_-]{43}$/;
/** The authentication scheme of a ticket: `Authorization: Ticket …` (RFC 9110 §11.4). */
const AUTHORIZATION = /^Ticket ([A-Za-z0-9_-]{43})$/i;

/** The subprotocol that a server selects when the page asked for no other (RFC 6455 §1.9). */
const SOCKET_PROTOCOL = 'keyring';
const SOCKET_TICKET_PREFIX = 'keyring.ticket.';

/** Methods that a ticket can be for. */
export const TICKET_METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/** Whether a text has the form of a ticket. */
export function isTicket(value: unknown): value is string {
  return typeof value === 'string' && TICKET.test(value);
}

/** The value of `Authorization` for a request that no worker handles. */
export function ticketAuthorization(ticket: string): string {
  return `Ticket ${ticket}`;
}

/** The ticket in an `Authorization` header; `undefined` if it has another scheme or form. */
export function ticketOfAuthorization(value: string | null): string | undefined {
  return AUTHORIZATION.exec(value ?? '')?.[1];
}

/** The subprotocols of a socket: those of the app, and the ticket as one more. A header, so no URL contains it. */
export function socketProtocols(ticket: string, protocols: readonly string[] = []): string[] {
  return [...(protocols.length > 0 ? protocols : [SOCKET_PROTOCOL]), SOCKET_TICKET_PREFIX + ticket];
}

/**
 * Separates the ticket from the app's own subprotocols.
 *
 * @param header the value of `Sec-WebSocket-Protocol`
 */
export function parseSocketProtocols(header: string | null): {
  readonly ticket: string | undefined;
  readonly protocols: readonly string[];
} {
  const all = (header ?? '').split(',').map((name) => name.trim());
  const tickets = all.filter((name) => name.startsWith(SOCKET_TICKET_PREFIX));
  const ticket = tickets[0]?.slice(SOCKET_TICKET_PREFIX.length);
  return {
    ticket: tickets.length === 1 && isTicket(ticket) ? ticket : undefined,
    protocols: all.filter((name) => name !== '' && !name.startsWith(SOCKET_TICKET_PREFIX)),
  };
}
