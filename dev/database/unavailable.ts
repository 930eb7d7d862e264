import { UnavailableError } from '../api/unavailable-error.ts';

/**
 * SQLSTATE classes of failures that may pass: connection (08), conflicts of transactions (40, for example a deadlock),
 * resources (53), intervention by the operator (57, for example a shutdown or a statement timeout), and system errors (58).
 * Source: PostgreSQL, appendix A.
 */
const PASSING_CLASS = /^(?:08|40|53|57|58)/;
/** A standby or a server in recovery accepts no writes yet. */
const READ_ONLY = '25006';
const SQLSTATE = /^[0-9A-Z]{5}$/;
/** Error codes of sockets and name resolution. */
const SOCKET_ERROR = /^E[A-Z]{3,}/;
/** Failures of node-postgres itself have no code. */
const CONNECTION_WORDS = /connection|timeout/i;

/**
 * Converts an error of the database into an {@link UnavailableError} if a later attempt may succeed. Returns any other
 * error unchanged, because it is a fault of this program.
 *
 * @param isConnecting whether no connection was open yet: then every error except wrong credentials may pass
 */
export function asUnavailable(error: unknown, { isConnecting = false } = {}): unknown {
  if (!(error instanceof Error) || error instanceof UnavailableError) return error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const mayPass = SQLSTATE.test(code)
    ? PASSING_CLASS.test(code) || code === READ_ONLY
    : isConnecting || SOCKET_ERROR.test(code) || CONNECTION_WORDS.test(error.message);
  // The cause may contain the address of the database. It is logged and never sent.
  return mayPass ? new UnavailableError('The database is not reachable.', { cause: error }) : error;
}
