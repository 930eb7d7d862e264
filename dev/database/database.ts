/** One row of a result. Its members are unknown until they are parsed. */
export type Row = Readonly<Record<string, unknown>>;

/** Runs one statement inside a transaction. Parameters are `$1`, `$2`, …: never put values into the text. */
export type Query = (text: string, parameters?: readonly unknown[]) => Promise<readonly Row[]>;

/**
 * What PGlite and a PostgreSQL server have in common. All SQL of the API uses only this interface, so both run the same
 * statements.
 */
export interface Driver {
  /**
   * Runs `work` in one transaction. It is rolled back if `work` throws.
   *
   * @throws {UnavailableError} if the database is not reachable
   */
  transaction<T>(work: (query: Query) => Promise<T>): Promise<T>;
  /** Runs a migration: several statements without parameters, inside the transaction of `query`. */
  script(query: Query, text: string): Promise<void>;
  /**
   * Listens to a channel (`LISTEN`) until the returned function is called.
   *
   * @param onConnect called each time the subscription becomes active. Messages before that moment are lost, so the
   *   caller must read its data again
   */
  listen(channel: string, onMessage: (payload: string) => void, onConnect: () => void): () => void;
  close(): Promise<void>;
}

/** The database of the example API. */
export interface Database {
  /**
   * Runs `work` with access to the rows of one organization only. PostgreSQL enforces it (row-level security), even for
   * a statement that has no `WHERE`.
   *
   * @param organizationId from a verified token
   * @throws {UnavailableError} if the database is not reachable
   */
  asOrganization<T>(organizationId: string, work: (query: Query) => Promise<T>): Promise<T>;
  /**
   * Runs `work` with access to all rows, for data that belongs to no single organization: tickets, push subscriptions,
   * webhook events, cleaning up.
   *
   * @throws {UnavailableError} if the database is not reachable
   */
  asService<T>(work: (query: Query) => Promise<T>): Promise<T>;
  /** See {@link Driver.listen}. */
  readonly listen: Driver['listen'];
  readonly close: Driver['close'];
}

/**
 * The role that organization-scoped statements run as. It owns nothing and has no BYPASSRLS. A migration creates it.
 */
export const API_ROLE = 'keyring_api';

/** Adds row-level security to a driver. The migrations must have been applied. */
export function createDatabase(driver: Driver): Database {
  return {
    asOrganization: (organizationId, work) =>
      driver.transaction(async (query) => {
        // Both end with the transaction, so the next user of the connection does not inherit them.
        await query(`SET LOCAL ROLE ${API_ROLE}`);
        await query(`SELECT set_config('keyring.organization', $1, true)`, [organizationId]);
        return work(query);
      }),
    asService: (work) => driver.transaction(work),
    listen: (...parameters) => driver.listen(...parameters),
    close: () => driver.close(),
  };
}
