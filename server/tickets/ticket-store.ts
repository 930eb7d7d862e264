/** The session that a ticket stands for, from the verified access token of the request that asked for it. */
export interface TicketOwner {
  readonly organizationId: string;
  readonly userId: string;
  /** The `sid` of the access token. */
  readonly sessionId: string;
  /** When that access token ends, s since the epoch. A connection should not outlive it. */
  readonly accessTokenExpiresAt: number;
}

/** The one request that a ticket is for. */
export interface TicketTarget {
  readonly method: string;
  /** Path and query, as in the request line. */
  readonly path: string;
}

/** A ticket as it is stored. The ticket itself is not stored, only its hash, so a copy of the store opens nothing. */
export interface StoredTicket extends TicketOwner, TicketTarget {
  /** ms since the epoch. */
  readonly expiresAt: number;
}

/** How many tickets may be issued within one lifetime. */
export interface TicketLimits {
  readonly perSession: number;
  readonly total: number;
}

/** The outcome of {@link TicketStore.add}. `ended`: the session was signed out. */
export type TicketAddition = 'added' | 'too-many' | 'ended';

/**
 * Where tickets are stored. Each operation must be atomic: two servers that redeem one ticket at the same time must not
 * both succeed.
 */
export interface TicketStore {
  /**
   * Stores a ticket, unless its session has ended or a limit is reached. Spent tickets count until they expire, so the
   * limits also limit the rate.
   *
   * @param id the hash of the ticket
   * @param now ms since the epoch
   */
  add(
    id: string,
    ticket: StoredTicket,
    context: { now: number; limits: TicketLimits },
  ): Promise<TicketAddition>;
  /** Marks a ticket as spent. @returns `undefined` if it is unknown, spent, or of a session that has ended */
  take(id: string): Promise<StoredTicket | undefined>;
  /**
   * Invalidates the tickets of a session and refuses new ones.
   *
   * @param until how long to refuse new ones, ms since the epoch
   */
  endSession(sessionId: string, until: number): Promise<void>;
  /** Marks the tickets of a user as spent. New ones can be issued. @param organizationId null: those of every organization */
  endTickets(owner: { readonly userId: string; readonly organizationId: string | null }): Promise<void>;
}

/** Longest list of ended sessions. Beyond it the oldest is deleted. */
const ENDED_LIMIT = 100_000;

/**
 * Stores tickets in the memory of one process. With several processes use a store that they share, because a ticket of
 * one process is unknown to the others.
 *
 * @example
 * const tickets = createTicketIssuer({ store: createMemoryTicketStore() });
 */
export function createMemoryTicketStore(): TicketStore {
  // All tickets live equally long and a Map keeps their order, so the first one expires first.
  const tickets = new Map<string, { readonly ticket: StoredTicket; isSpent: boolean }>();
  const issued = new Map<string, number>();
  const ended = new Map<string, number>();

  const deleteExpired = (now: number): void => {
    for (const [id, { ticket }] of tickets) {
      if (ticket.expiresAt > now) break;
      tickets.delete(id);
      const left = (issued.get(ticket.sessionId) ?? 1) - 1;
      if (left > 0) issued.set(ticket.sessionId, left);
      else issued.delete(ticket.sessionId);
    }
    for (const [sessionId, until] of ended) {
      if (until > now && ended.size <= ENDED_LIMIT) break;
      ended.delete(sessionId);
    }
  };

  return {
    async add(id, ticket, { now, limits }) {
      deleteExpired(now);
      if (ended.has(ticket.sessionId)) return 'ended';
      const count = issued.get(ticket.sessionId) ?? 0;
      if (count >= limits.perSession || tickets.size >= limits.total) return 'too-many';
      tickets.set(id, { ticket, isSpent: false });
      issued.set(ticket.sessionId, count + 1);
      return 'added';
    },
    async take(id) {
      const entry = tickets.get(id);
      if (entry === undefined || entry.isSpent) return undefined;
      entry.isSpent = true;
      return ended.has(entry.ticket.sessionId) ? undefined : entry.ticket;
    },
    async endSession(sessionId, until) {
      ended.delete(sessionId);
      ended.set(sessionId, until);
    },
    async endTickets({ userId, organizationId }) {
      for (const entry of tickets.values()) {
        const { ticket } = entry;
        if (ticket.userId === userId && (organizationId ?? ticket.organizationId) === ticket.organizationId)
          entry.isSpent = true;
      }
    },
  };
}
