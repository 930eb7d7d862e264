import {
  isTicket,
  parseSocketProtocols,
  TICKET_LIFETIME,
  ticketOfAuthorization,
} from '../../src/protocol/ticket.ts';
import { encodeBase64Url } from '../base64url.ts';
import { checkCount } from '../check-count.ts';
import { checkMethods, checkOptionalFunctions, checkRequest } from '../check-function.ts';
import { checkMembers, type MembersOf } from '../check-members.ts';
import { checkOwner } from '../check-owner.ts';
import { createSafeObserver, type ServerObserver } from '../observe/server-event.ts';
import type { SessionHint } from '../webhooks/session-hint.ts';
import {
  createMemoryTicketStore,
  type TicketLimits,
  type TicketOwner,
  type TicketStore,
  type TicketTarget,
} from './ticket-store.ts';

/** The settings of a ticket issuer. */
export interface TicketIssuerOptions {
  /** Default: {@link createMemoryTicketStore}, for one process. */
  readonly store?: TicketStore | undefined;
  /** Whether tickets may be issued for a request. Default: every path and method. */
  readonly allows?: ((target: TicketTarget) => boolean) | undefined;
  /**
   * Asked when a ticket is redeemed: whether the session still exists. Default: it does, unless
   * {@link TicketIssuer.endSession} was called.
   */
  readonly isSessionActive?: ((owner: TicketOwner) => boolean | Promise<boolean>) | undefined;
  /** Tickets within 30 s. Default: 60 for a session and 10,000 in all. */
  readonly limits?: { readonly [Limit in keyof TicketLimits]?: TicketLimits[Limit] | undefined } | undefined;
  /** The clock, ms since the epoch. Default: `Date.now`. */
  readonly now?: (() => number) | undefined;
  /** Receives what happens, for logs and counters, without the ticket. Default: nothing does. */
  readonly observe?: ServerObserver | undefined;
}

/** The outcome of {@link TicketIssuer.issue}. */
export type TicketIssue =
  | { readonly type: 'issued'; readonly ticket: string /** s */; readonly expiresIn: number }
  /** `not-allowed`: of this request; `too-many`: within 30 s; `session-ended`: the user has signed out. */
  | { readonly type: 'refused'; readonly reason: 'not-allowed' | 'too-many' | 'session-ended' };

/** What a request has to match to redeem a ticket. */
export interface TicketUse extends TicketTarget {
  /** The organization that the request names, if it names one. Default: the ticket alone decides. */
  readonly organizationId?: string | undefined;
}

/** Issues and redeems tickets: see {@link createTicketIssuer}. */
export interface TicketIssuer {
  /** Issues a ticket for one request. @param owner from the verified access token of the request that asks for it */
  issue(owner: TicketOwner, target: TicketTarget): Promise<TicketIssue>;
  /**
   * Redeems a ticket. A ticket is spent by its first use, also if that use is refused.
   *
   * @returns the session that it stands for. `undefined`: it is unknown, spent or late, it is for another request or
   *   organization, or its session has ended. The response should not tell which
   */
  redeem(ticket: string | undefined, use: TicketUse): Promise<TicketOwner | undefined>;
  /**
   * Ends the tickets of a session and refuses new ones for an hour: longer than its last access token is valid. Call it
   * when the provider reports that a session has ended. For WorkOS, {@link TicketIssuer.endTickets} does it.
   */
  endSession(sessionId: string): Promise<void>;
  /**
   * Ends the tickets that a hint of a WorkOS webhook concerns: those of its session, as {@link TicketIssuer.endSession}
   * does. If it names no session, those of its user in its organization, or in all. Such a hint does not say that a session
   * has ended, so new tickets can be issued while an access token is valid.
   *
   * @throws what the store throws; KeyringConfigurationError if the hint names no user
   * @example
   * createWebhookReceiver({ secrets, onHint: async (hint) => {
   *   await tickets.endTickets(hint);
   *   hints.publish(hint);
   * } });
   */
  endTickets(hint: SessionHint): Promise<void>;
  /** Redeems the ticket of an HTTP or WebSocket request, for the method and the URL of that request. */
  redeemRequest(request: Pick<Request, 'method' | 'url' | 'headers'>): Promise<TicketOwner | undefined>;
}

const OPTIONS: MembersOf<TicketIssuerOptions> = {
  store: 0,
  allows: 0,
  isSessionActive: 0,
  limits: 0,
  now: 0,
  observe: 0,
};

const ENDED_SESSION_LIFETIME = 3_600_000;

/** The names of the reasons in logs and counters, in their spelling. */
const EVENT_REASONS = {
  'not-allowed': 'not_allowed',
  'too-many': 'too_many',
  'session-ended': 'session_ended',
} as const;

/**
 * Creates the server half of tickets: single-use credentials for requests that no worker can handle, such as WebSockets
 * (R48). A ticket has 256 random bits, is valid for 30 s, and stands for one request of one session. It is not an access
 * token: no API accepts it in its place, and it cannot be renewed.
 *
 * @throws KeyringConfigurationError if a limit is not a whole number of 1 or more, or an option does not exist
 * @example
 * const tickets = createTicketIssuer({ isSessionActive: ({ sessionId }) => sessions.has(sessionId) });
 * app.post('/api/tickets', requireToken, (c) => respondWithTicket(tickets, c.req.raw, ownerOf(c)));
 * app.get('/api/audit', async (c) => {
 *   const owner = await tickets.redeemRequest(c.req.raw);
 *   return owner === undefined ? c.text('Unauthorized', 401) : c.json({ user: owner.userId });
 * });
 */
export function createTicketIssuer(options: TicketIssuerOptions = {}): TicketIssuer {
  checkMembers(options, OPTIONS);
  const { store = createMemoryTicketStore(), allows = () => true, isSessionActive = () => true } = options;
  const { now = Date.now } = options;
  checkOptionalFunctions(options, ['allows', 'isSessionActive', 'now']);
  checkMethods(options.store, 'store', ['add', 'take', 'endSession', 'endTickets']);
  const { perSession = 60, total = 10_000 } = options.limits ?? {};
  const limits = {
    perSession: checkCount(perSession, 'limits.perSession'),
    total: checkCount(total, 'limits.total'),
  };
  checkMembers(options.limits, limits, 'limits');

  const observe = createSafeObserver(options.observe);

  const ownerOf: TicketIssuer['redeem'] = async (ticket, { method, path, organizationId }) => {
    if (!isTicket(ticket)) return undefined;
    const stored = await store.take(await hashOf(ticket));
    if (stored === undefined || stored.expiresAt <= now()) return undefined;
    if (stored.method !== method || stored.path !== path) return undefined;
    if (organizationId !== undefined && stored.organizationId !== organizationId) return undefined;
    const { userId, sessionId, accessTokenExpiresAt } = stored;
    const owner = { organizationId: stored.organizationId, userId, sessionId, accessTokenExpiresAt };
    return (await isSessionActive(owner)) ? owner : undefined;
  };

  const redeem: TicketIssuer['redeem'] = async (ticket, use) => {
    const owner = await ownerOf(ticket, use);
    // A request without a ticket is no use of one.
    if (owner !== undefined) observe({ type: 'ticket', outcome: 'redeemed' });
    else if (ticket !== undefined) observe({ type: 'ticket', outcome: 'refused', reason: 'invalid' });
    return owner;
  };

  const refuse = (reason: 'not-allowed' | 'too-many' | 'session-ended'): TicketIssue => {
    observe({ type: 'ticket', outcome: 'refused', reason: EVENT_REASONS[reason] });
    return { type: 'refused', reason };
  };

  const endSession = async (sessionId: string): Promise<void> => {
    checkOwner({ sessionId }, ['sessionId']);
    await store.endSession(sessionId, now() + ENDED_SESSION_LIFETIME);
  };

  return {
    redeem,
    endSession,
    async endTickets(hint) {
      checkOwner(hint, ['userId'], 'hint');
      const { userId, organizationId, sessionId } = hint;
      await (sessionId === undefined ? store.endTickets({ userId, organizationId }) : endSession(sessionId));
    },
    async issue(owner, { method, path }) {
      checkOwner(owner, ['organizationId', 'userId', 'sessionId']);
      if (!allows({ method, path })) return refuse('not-allowed');
      const { organizationId, userId, sessionId, accessTokenExpiresAt } = owner;
      const ticket = encodeBase64Url(crypto.getRandomValues(new Uint8Array(32)));
      const issuedAt = now();
      const outcome = await store.add(
        await hashOf(ticket),
        {
          organizationId,
          userId,
          sessionId,
          accessTokenExpiresAt,
          method,
          path,
          expiresAt: issuedAt + TICKET_LIFETIME,
        },
        { now: issuedAt, limits },
      );
      if (outcome !== 'added') return refuse(outcome === 'ended' ? 'session-ended' : 'too-many');
      observe({ type: 'ticket', outcome: 'issued' });
      return { type: 'issued', ticket, expiresIn: TICKET_LIFETIME / 1000 };
    },
    async redeemRequest(request) {
      checkRequest(request);
      const { method, url, headers } = request;
      const { pathname, search } = new URL(url);
      const ticket =
        ticketOfAuthorization(headers.get('Authorization')) ??
        parseSocketProtocols(headers.get('Sec-WebSocket-Protocol')).ticket;
      return redeem(ticket, { method, path: pathname + search });
    },
  };
}

async function hashOf(ticket: string): Promise<string> {
  return encodeBase64Url(
    new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(ticket))),
  );
}
