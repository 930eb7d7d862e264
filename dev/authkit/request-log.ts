export type RequestKind = 'authorize' | 'authenticate' | 'logout' | 'jwks';

/**
 * How a request ended:
 * - `ok`: it did what it asked for
 * - `replay`: a used refresh token, within the grace, returned the pair it was exchanged for
 * - `error`: refused, on the redirect, in an error reply or on an error page; `code` says why
 * - `page`: an authorization that waits for a person on a hosted page; it becomes `ok` or `error` when they are done
 * - `fault`: a fault was answered, or the connection dropped, instead of the action
 * - `lost`: the action was done, then a fault lost the reply
 */
export type Outcome = 'ok' | 'replay' | 'error' | 'page' | 'fault' | 'lost';

/** One request as `GET /_emulator/log` shows it. Ids only: no token and no authorization code is ever written here. */
export interface LogEntry {
  /** Arrival, in milliseconds since the epoch. */
  readonly at: number;
  readonly kind: RequestKind;
  readonly grant?: 'authorization_code' | 'refresh_token';
  /** The organization asked for; once there is a token, the one it was issued for. */
  organization: string | null;
  user: string | null;
  sid: string | null;
  outcome: Outcome;
  /** The error code of the answer, null when there is none. */
  code: string | null;
}

/** What is known about a request when it arrives. */
export type Arrival = Pick<LogEntry, 'kind'> &
  Partial<Pick<LogEntry, 'grant' | 'organization' | 'user' | 'sid'>>;

/** Requests in the order they arrived. An entry stays open: its action fills in how it ended. */
export class RequestLog {
  readonly #entries: LogEntry[] = [];

  open(at: number, { kind, grant, organization = null, user = null, sid = null }: Arrival): LogEntry {
    const entry: LogEntry = {
      at,
      kind,
      ...(grant && { grant }),
      organization,
      user,
      sid,
      outcome: 'fault',
      code: null,
    };
    this.#entries.push(entry);
    return entry;
  }

  entries(): readonly LogEntry[] {
    return this.#entries;
  }
}
