import type { Pool, PoolClient } from 'pg';
import type { Driver, Query } from './database.ts';
import { listenOnPostgres } from './postgres-listener.ts';
import { asUnavailable } from './unavailable.ts';

/** Connections of one process. PostgreSQL allows 100 by default, shared by all processes. */
const CONNECTIONS = 10;
/** The longest wait for a connection and for one statement, in ms. A request must not hang on a database. */
const CONNECT_LIMIT = 2_000;
const STATEMENT_LIMIT = 5_000;
/** The longest statement of a migration, and the longest wait for the migrations of another process, in ms. */
export const MIGRATION_LIMIT = 30 * 60_000;

/**
 * A PostgreSQL server.
 *
 * @param url `postgresql://user:password@host/database`. Never printed
 * @param statementLimit the longest statement, in ms
 */
export async function openPostgres(url: string, statementLimit = STATEMENT_LIMIT): Promise<Driver> {
  const { default: pg } = await import('pg');
  const settings = {
    connectionString: url,
    connectionTimeoutMillis: CONNECT_LIMIT,
    statement_timeout: statementLimit,
    idle_in_transaction_session_timeout: STATEMENT_LIMIT,
    // For a server that does not enforce its own limit any more.
    query_timeout: 2 * statementLimit,
    keepAlive: true,
    application_name: 'org-keyring',
  };
  const pool = new pg.Pool({ ...settings, max: CONNECTIONS });
  // An idle connection that breaks would otherwise end the process. The next request opens another one.
  pool.on('error', () => {});
  return {
    transaction: (work) => inTransaction(pool, work),
    async script(query, text) {
      await query(text);
    },
    listen: (channel, onMessage, onConnect) =>
      listenOnPostgres(() => new pg.Client(settings), { channel, onMessage, onConnect }),
    close: () => pool.end(),
  };
}

async function inTransaction<T>(pool: Pool, work: (query: Query) => Promise<T>): Promise<T> {
  const client = await pool.connect().catch((error: unknown) => {
    throw asUnavailable(error, { isConnecting: true });
  });
  let failure: Error | undefined;
  // A connection that breaks while it is in use also emits an error, in addition to the failed query.
  const onError = (error: Error): void => {
    failure = error;
  };
  client.on('error', onError);
  try {
    return await runTransaction(client, work);
  } catch (error) {
    const reason = asUnavailable(error);
    if (reason !== error) failure = error instanceof Error ? error : new Error('The connection failed.');
    throw reason;
  } finally {
    client.off('error', onError);
    // A broken connection is closed and not returned to the pool.
    client.release(failure);
  }
}

async function runTransaction<T>(client: PoolClient, work: (query: Query) => Promise<T>): Promise<T> {
  const query: Query = async (text, parameters) =>
    (await client.query<Record<string, unknown>>(text, parameters && [...parameters])).rows;
  await query('BEGIN');
  try {
    const result = await work(query);
    await query('COMMIT');
    return result;
  } catch (error) {
    await query('ROLLBACK').catch(() => {});
    throw error;
  }
}
