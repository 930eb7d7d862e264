import { KEYRING_ERROR_CODES } from './errors.ts';
import { type ConfigurationFinding, parseFinding } from './finding.ts';
import { parseNullable, parseNumber, parseOneOf, parseRecord, parseString } from './parse.ts';
import { AUTHORIZATION_REASONS } from './session-status.ts';

const LOG_EVENTS = [
  'worker-started',
  /** API calls that were sent with a token; the detail says what bound them to their organization. */
  'call',
  /** An API call that the worker refused; the detail is the code of the error. */
  'call-refused',
  /** The detail says whether a request waited for it. */
  'refreshed',
  /** The session is kept; the detail is the code of the failure. */
  'refresh-failed',
  'sign-in-started',
  /** The detail `shared`: without a sign-in of its own, with the credential of another organization. */
  'signed-in',
  'sign-in-failed',
  /** The user has to sign in again; the detail is the reason. */
  'session-ended',
  'signed-out',
  /**
   * A response came too late to change anything. Its tokens are revoked if no session is active any more. Neighbouring
   * releases read this word in stored logs, so it stays.
   */
  'late-answer-discarded',
  /** A setting cannot work; the finding says which, and what to write. */
  'misconfigured',
] as const;
/** The events of the worker's log, for developers. */
export type LogEvent = (typeof LOG_EVENTS)[number];

const LOG_DETAILS = [
  'header',
  'url',
  'announcement',
  'waiting',
  'background',
  'automatic',
  'requested',
  'shared',
  ...KEYRING_ERROR_CODES,
  ...AUTHORIZATION_REASONS,
] as const;
/** Every word that an entry may explain itself with. Nothing else gets in: no token, address or text of a server. */
export type LogDetail = (typeof LOG_DETAILS)[number];

/** One line of the worker's log. Equal lines that follow each other are one line. */
export interface LogEntry {
  /** When, ms since the epoch; of several, the last. */
  readonly at: number;
  readonly event: LogEvent;
  /** null: it concerns none, or the organization is unknown. */
  readonly organizationId: string | null;
  readonly detail: LogDetail | null;
  /** How long it took, ms; of several, the longest. */
  readonly duration: number | null;
  /** How many equal events the line stands for. */
  readonly count: number;
  /** Of `misconfigured` only. */
  readonly finding?: ConfigurationFinding;
}

/** Reads an entry: what was at rest, or came from the worker. */
export function parseLogEntry(value: unknown): LogEntry {
  const record = parseRecord(value, 'log entry');
  return {
    at: parseNumber(record.at, 'at'),
    event: parseOneOf(record.event, LOG_EVENTS, 'event'),
    organizationId: parseNullable(record.organizationId, (id) => parseString(id, 'organizationId', 128)),
    // Logs of an earlier version say `behind`.
    detail: parseNullable(record.detail === 'behind' ? 'background' : record.detail, (word) =>
      parseOneOf(word, LOG_DETAILS, 'detail'),
    ),
    duration: parseNullable(record.duration, (ms) => parseNumber(ms, 'duration')),
    count: parseNumber(record.count, 'count'),
    ...(record.finding !== undefined && { finding: parseFinding(record.finding) }),
  };
}
