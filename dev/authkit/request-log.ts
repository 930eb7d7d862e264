/** The endpoint of a request. */
export type RequestKind = 'authorize' | 'authenticate' | 'logout' | 'jwks';

/**
 * How a request ended:
 * - `ok`: the request succeeded
 * - `replay`: a used refresh token within the grace period returned the same pair
 * - `error`: rejected with a redirect, an error response or an error page; `code` is the reason
 * - `page`: the authorization waits for the user on a hosted page; it becomes `ok` or `error` at the end
 * - `fault`: a fault replaced the action with a response or a dropped connection
 * - `lost`: the action was performed, then a fault dropped the response
 */
export type RequestOutcome = 'ok' | 'replay' | 'error' | 'page' | 'fault' | 'lost';

/** One request as `GET /_emulator/log` returns it. It contains ids only, never a token or an authorization code. */
export interface LogEntry {
  /** Arrival, in milliseconds since the epoch. */
  readonly at: number;
  readonly kind: RequestKind;
  readonly grant?: 'authorization_code' | 'refresh_token';
  /** The requested organization; after a token was issued, the organization of the token. */
  organization: string | null;
  user: string | null;
  sid: string | null;
  outcome: RequestOutcome;
  /** The error code of the response, or null. */
  code: string | null;
}

/** The part of an entry that is known when the request arrives. */
export type Arrival = Pick<LogEntry, 'kind'> &
  Partial<Pick<LogEntry, 'grant' | 'organization' | 'user' | 'sid'>>;

/** Requests in order of arrival. The action of a request adds the outcome later. */
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
