import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';
import type { TicketIssuer } from '../../server/tickets/ticket-issuer.ts';
import type { TicketOwner } from '../../server/tickets/ticket-store.ts';
import { parseSocketProtocols } from '../../src/protocol/ticket.ts';
import type { OrganizationDirectory } from '../organization-directory.ts';
import { declineUpgrade, isOtherUpgrade } from './decline-upgrade.ts';
import type { Presence } from './presence.ts';

const PATH = '/api/presence';
/** The app sends no messages, so a large one is an attack. Bytes. */
const MESSAGE_LIMIT = 1_024;
/** How often a connection is checked, ms: whether the page responds, and whether its session still exists. */
const CHECK_INTERVAL = 15_000;
/** Unsent data above which a reader is too slow, bytes. */
const BACKLOG = 64 * 1_024;
/** A page connects again with a new ticket: the session has a newer access token then, or is over. */
const EXPIRED = { code: 4001, reason: 'token_expired' } as const;
/** A page does not connect again. */
const ENDED = { code: 4401, reason: 'session_ended' } as const;

/** The part of an HTTP server, also of Vite's, that sockets need. */
export interface UpgradeServer {
  on(event: 'upgrade', listener: (request: IncomingMessage, socket: Duplex, head: Buffer) => void): unknown;
  listenerCount(event: 'upgrade'): number;
  emit(event: 'request', request: IncomingMessage, response: ServerResponse): unknown;
}

/** The dependencies of the presence socket. */
export interface PresenceSocketOptions {
  readonly tickets: TicketIssuer;
  readonly presence: Presence;
  readonly directory: OrganizationDirectory;
  /** The exact origins whose pages may connect. */
  readonly origins: readonly string[];
  readonly isSessionActive: (sid: string) => boolean;
  readonly now: () => number;
}

/**
 * `GET /api/presence`: a WebSocket by ticket. It sends `{type: 'presence', users: [{id, name}]}` for the ticket's
 * organization, at once and after each change. It ends with the access token of the session that opened it.
 */
export function attachPresence(server: UpgradeServer, options: PresenceSocketOptions): void {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MESSAGE_LIMIT,
    // The ticket is never echoed. `ws` omits the header if there is no other protocol.
    handleProtocols: (protocols) => parseSocketProtocols([...protocols].join(',')).protocols[0] ?? false,
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (isOtherUpgrade(request))
      return declineUpgrade(request, socket, (...both) => server.emit('request', ...both));
    const url = urlOf(request);
    // Vite has a socket of its own for hot reload.
    if (!url.pathname.startsWith('/api/') && server.listenerCount('upgrade') > 1) return;
    // The browser may disconnect at any time.
    socket.on('error', () => socket.destroy());
    if (url.pathname !== PATH) return refuse(socket, '404 Not Found');
    void admit(request, url, options).then(
      (owner) => {
        if (owner === undefined) refuse(socket, '401 Unauthorized');
        else sockets.handleUpgrade(request, socket, head, (opened) => void follow(opened, owner, options));
      },
      () => refuse(socket, '503 Service Unavailable'),
    );
  });
}

/** Concatenated and not resolved, because `//` is a path and no URL. Any other target, such as `*`, is no path of this server. */
function urlOf({ url = '/' }: IncomingMessage): URL {
  return new URL(url.startsWith('/') ? `http://path.invalid${url}` : 'http://path.invalid');
}

async function admit(
  { headers, method = 'GET' }: IncomingMessage,
  url: URL,
  { tickets, origins }: PresenceSocketOptions,
): Promise<TicketOwner | undefined> {
  if (!origins.includes(headers.origin ?? '')) return undefined;
  const protocols = headers['sec-websocket-protocol'];
  return tickets.redeemRequest({
    method,
    url: url.href,
    headers: new Headers(protocols === undefined ? {} : { 'Sec-WebSocket-Protocol': protocols }),
  });
}

async function follow(socket: WebSocket, owner: TicketOwner, options: PresenceSocketOptions): Promise<void> {
  const { presence, directory, isSessionActive, now } = options;
  let hasResponded = true;
  let leave = (): void => {};
  const checks = setInterval(() => {
    if (!hasResponded) return socket.terminate();
    if (!isSessionActive(owner.sessionId)) return socket.close(ENDED.code, ENDED.reason);
    if (now() >= owner.accessTokenExpiresAt * 1_000) return socket.close(EXPIRED.code, EXPIRED.reason);
    hasResponded = false;
    socket.ping();
  }, CHECK_INTERVAL);
  socket.on('pong', () => {
    hasResponded = true;
  });
  // `close` follows each error.
  socket.on('error', () => {});
  socket.on('close', () => {
    clearInterval(checks);
    leave();
  });
  // A user whose name cannot be read now is present without it.
  const { id, name } = await directory.user(owner.userId).catch(() => ({ id: owner.userId, name: null }));
  if (socket.readyState !== WebSocket.OPEN) return;
  leave = presence.join(owner.organizationId, { id, name }, (users) => {
    if (socket.bufferedAmount > BACKLOG) socket.terminate();
    else socket.send(JSON.stringify({ type: 'presence', users }));
  });
}

function refuse(socket: Duplex, status: string): void {
  // The HTTP server has no limit of time for an upgraded connection, and its other side may never close.
  socket.once('finish', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
