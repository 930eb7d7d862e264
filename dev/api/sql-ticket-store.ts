import type {
  StoredTicket,
  TicketAddition,
  TicketLimits,
  TicketStore,
} from '../../server/tickets/ticket-store.ts';
import { parseNumber, parseRecord, parseString } from '../../src/protocol/parse.ts';
import type { Database, Query } from '../database/database.ts';

/** Expired tickets that are deleted with each new one, so that the table stays small. */
const DELETED_AT_ONCE = 20;

/**
 * Tickets in the database, for any number of processes. A ticket that one process has issued can be redeemed at every
 * other one, and once in all.
 *
 * @example const tickets = createTicketIssuer({ store: createSqlTicketStore(database) });
 */
export function createSqlTicketStore(database: Database): TicketStore {
  return {
    add: (id, ticket, { now, limits }) =>
      database.asService(async (query) => {
        // Two requests of one session would otherwise both see the last free place.
        await query(`SELECT pg_advisory_xact_lock(hashtextextended('keyring.tickets ' || $1, 0))`, [
          ticket.sessionId,
        ]);
        const refusal = await refusalOf(query, ticket.sessionId, { now, limits });
        if (refusal !== undefined) return refusal;
        await deleteSome(query, now);
        await query(
          'INSERT INTO keyring.tickets (key, session_id, value, expires_at) VALUES ($1, $2, $3, to_timestamp($4))',
          [id, ticket.sessionId, JSON.stringify(ticket), ticket.expiresAt / 1000],
        );
        return 'added';
      }),
    take: (id) =>
      database.asService(async (query) => {
        // One statement: of two processes that take a ticket at the same time, the second finds it spent.
        const [row] = await query(
          `UPDATE keyring.tickets SET is_spent = true WHERE key = $1 AND NOT is_spent
           RETURNING value, EXISTS (
             SELECT FROM keyring.ended_sessions WHERE ended_sessions.session_id = tickets.session_id
           ) AS is_ended`,
          [id],
        );
        return row === undefined || row.is_ended !== false ? undefined : parseTicket(row.value);
      }),
    endSession: (sessionId, until) =>
      database.asService(async (query) => {
        await query(
          `INSERT INTO keyring.ended_sessions (session_id, until) VALUES ($1, to_timestamp($2))
           ON CONFLICT (session_id) DO UPDATE SET until = greatest(ended_sessions.until, excluded.until)`,
          [sessionId, until / 1000],
        );
      }),
    endTickets: ({ userId, organizationId }) =>
      database.asService(async (query) => {
        await query(
          `UPDATE keyring.tickets SET is_spent = true
           WHERE NOT is_spent AND value->>'userId' = $1 AND ($2::text IS NULL OR value->>'organizationId' = $2)`,
          [userId, organizationId],
        );
      }),
  };
}

/** The total is not locked: concurrent requests of different sessions can exceed it by their number. */
async function refusalOf(
  query: Query,
  sessionId: string,
  { now, limits }: { now: number; limits: TicketLimits },
): Promise<Exclude<TicketAddition, 'added'> | undefined> {
  const [row] = await query(
    `SELECT
       EXISTS (SELECT FROM keyring.ended_sessions WHERE session_id = $1 AND until > to_timestamp($2)) AS is_ended,
       (SELECT count(*) FROM keyring.tickets
          WHERE session_id = $1 AND expires_at > to_timestamp($2)) >= $3 AS is_session_full,
       (SELECT count(*) FROM keyring.tickets WHERE expires_at > to_timestamp($2)) >= $4 AS is_full`,
    [sessionId, now / 1000, limits.perSession, limits.total],
  );
  if (row?.is_ended === true) return 'ended';
  return row?.is_session_full === false && row.is_full === false ? undefined : 'too-many';
}

/** Rows that another process is deleting are skipped, so that no process waits for another. */
async function deleteSome(query: Query, now: number): Promise<void> {
  await query(
    `DELETE FROM keyring.tickets WHERE key IN (
       SELECT key FROM keyring.tickets WHERE expires_at <= to_timestamp($1) LIMIT $2 FOR UPDATE SKIP LOCKED
     )`,
    [now / 1000, DELETED_AT_ONCE],
  );
}

function parseTicket(value: unknown): StoredTicket {
  const ticket = parseRecord(value, 'ticket');
  return {
    organizationId: parseString(ticket.organizationId, 'organizationId'),
    userId: parseString(ticket.userId, 'userId'),
    sessionId: parseString(ticket.sessionId, 'sessionId'),
    accessTokenExpiresAt: parseNumber(ticket.accessTokenExpiresAt, 'accessTokenExpiresAt'),
    method: parseString(ticket.method, 'method'),
    path: parseString(ticket.path, 'path', PATH_LIMIT),
    expiresAt: parseNumber(ticket.expiresAt, 'expiresAt'),
  };
}

/** Longer than the longest path that a ticket can be requested for, characters. */
const PATH_LIMIT = 8_192;
