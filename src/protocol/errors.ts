import { ParseError } from './parse.ts';

export const KEYRING_ERROR_CODES = [
  'api_not_listed',
  'authorization_required',
  'authorization_in_progress',
  'authorization_limited',
  'body_not_repeated',
  'configuration_invalid',
  'controller_missing',
  'deadline_exceeded',
  'message_invalid',
  'method_refused',
  'offline',
  'organization_conflict',
  'organization_unbound',
  'organization_unknown',
  'request_refused',
  'step_up_refused',
  'temporarily_unavailable',
  'unsupported',
] as const;
/** Every way in which org-keyring refuses or fails. The codes are stable: programs may switch on them. */
export type KeyringErrorCode = (typeof KEYRING_ERROR_CODES)[number];

/** What is known of an error beyond its code. */
export interface KeyringErrorDetails {
  /** The organization it concerns, as the URL names it; null when it concerns none. */
  readonly organizationSlug?: string | null | undefined;
  /** Why the session needs an authorization, where that is the error. */
  readonly reason?: string | null | undefined;
  /** Seconds after which the same call may succeed by itself. */
  readonly retryAfter?: number | null | undefined;
  /** What a developer needs to know beyond the message. It must not hold a secret. */
  readonly cause?: Error | undefined;
}

/**
 * The one error class of org-keyring. Its message tells the user what happened, to which organization,
 * and what to do next; it never holds a token, a code or a verifier.
 *
 * @example
 * try {
 *   await keyring.signIn('acme');
 * } catch (error) {
 *   if (!(error instanceof KeyringError && error.code === 'offline')) throw error;
 *   show(error.message);
 * }
 */
export class KeyringError extends Error {
  override readonly name = 'KeyringError';
  readonly code: KeyringErrorCode;
  /** The organization it concerns, as the URL names it; null: none. */
  readonly organizationSlug: string | null;
  /** What the code leaves open, such as an {@link AuthorizationReason}; null: nothing. */
  readonly reason: string | null;
  /** Seconds after which the same call may succeed by itself; null: not by itself. */
  readonly retryAfter: number | null;

  constructor(code: KeyringErrorCode, message: string, details: KeyringErrorDetails = {}) {
    super(message, details.cause && { cause: details.cause });
    this.code = code;
    this.organizationSlug = details.organizationSlug ?? null;
    this.reason = details.reason ?? null;
    this.retryAfter = details.retryAfter ?? null;
  }
}

/** Longest message of an error that crosses, characters. A longer one would make the whole reply unreadable. */
export const ERROR_MESSAGE_LIMIT = 2048;

/** An error as it crosses from worker to page. */
export interface WireError {
  readonly code: KeyringErrorCode;
  readonly message: string;
  readonly organizationSlug: string | null;
  readonly reason: string | null;
  readonly retryAfter: number | null;
  /** The wrong setting, its value and the remedy, or the field of a request that cannot be read, for developers. */
  readonly developerText?: string | null;
}

/** Makes an error fit to cross. An error that is not ours becomes a mute `temporarily_unavailable`: its text may hold secrets. */
export function toWireError(error: unknown): WireError {
  const known =
    error instanceof KeyringError
      ? error
      : new KeyringError('temporarily_unavailable', 'The session worker failed unexpectedly. Try again.');
  const { code, message, organizationSlug, reason, retryAfter } = known;
  const wire = { code, message: message.slice(0, ERROR_MESSAGE_LIMIT), organizationSlug, reason, retryAfter };
  // A parser's message names fields and limits. The text of any other cause may hold secrets.
  if (!(known.cause instanceof ParseError)) return wire;
  return { ...wire, developerText: known.cause.message.slice(0, ERROR_MESSAGE_LIMIT) };
}

/** Rebuilds on the page what {@link toWireError} made in the worker. */
export function fromWireError(wire: WireError): KeyringError {
  const { developerText } = wire;
  const cause = developerText ? new Error(developerText) : undefined;
  return new KeyringError(wire.code, wire.message, { ...wire, cause });
}
