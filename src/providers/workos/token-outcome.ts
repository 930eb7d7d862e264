import type { HttpAnswer } from '../../keyring/ports.ts';
import { attempt, parseRecord, parseString, type UnknownRecord } from '../../protocol/parse.ts';
import { type AuthorizationReason, EMAIL_LIMIT, type SessionUser } from '../../protocol/session-status.ts';

/** What an answer of the token endpoint means. Every answer means exactly one of these; the table is in docs/outcomes.md. */
export type TokenOutcome =
  /** Credentials, not yet checked. */
  | { readonly type: 'granted'; readonly response: TokenResponse }
  /** Nothing is known against the session: keep it, and ask again with the same credential. */
  | { readonly type: 'transient'; readonly retryAfter: number | null }
  /** AuthKit said, in a code of its own, that this credential will never work again. */
  | { readonly type: 'terminal'; readonly reason: AuthorizationReason };

/** The members of WorkOS's authenticate response that the keyring uses. */
export interface TokenResponse {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly user: SessionUser;
}

/** Longest `Retry-After` that is honoured, s: a server's slip must not lock anyone out for a day. */
export const RETRY_AFTER_LIMIT = 60;

/** The codes, in all three envelopes, after which only a person can help. Source: WorkOS authenticate errors. */
const TERMINAL: ReadonlyMap<string, AuthorizationReason> = new Map([
  ['sso_required', 'sso_required'],
  ['organization_authentication_methods_required', 'sso_required'],
  ['mfa_enrollment', 'mfa_enrollment'],
  ['mfa_challenge', 'mfa_enrollment'],
  ['email_verification_required', 'expired'],
  ['organization_selection_required', 'expired'],
  ['organization_membership_not_found', 'not_a_member'],
  ['organization_not_found', 'organization_not_found'],
  ['organization_invalid', 'organization_not_found'],
  ['access_denied', 'access_denied'],
]);

/**
 * Reads an answer of `POST /user_management/authenticate`. Only a 4xx with a known code is terminal (R30):
 * everything unforeseen keeps the session.
 *
 * @param now ms since the epoch, for a `Retry-After` that is a date
 */
export function tokenOutcomeOf(answer: HttpAnswer, now: number): TokenOutcome {
  if (answer.type !== 'answer') return { type: 'transient', retryAfter: null };
  const transient: TokenOutcome = { type: 'transient', retryAfter: parseRetryAfter(answer.retryAfter, now) };
  const body = parseJson(answer.body);
  if (body === undefined) return transient;
  if (answer.status === 200) {
    const response = attempt(() => parseTokenResponse(body));
    return response === undefined ? transient : { type: 'granted', response };
  }
  const isRefusal =
    answer.status >= 400 && answer.status < 500 && answer.status !== 408 && answer.status !== 429;
  const reason = isRefusal ? terminalReasonOf(body) : undefined;
  return reason === undefined ? transient : { type: 'terminal', reason };
}

/** What an `error` of the redirect means for the session. Source: WorkOS authorize error codes. */
export function redirectErrorReason(error: string): AuthorizationReason {
  return TERMINAL.get(error) ?? 'authorization_failed';
}

function terminalReasonOf(body: UnknownRecord): AuthorizationReason | undefined {
  const { error, code, message, error_description: description } = body;
  if (error === 'invalid_grant') {
    return typeof description === 'string' && /\bended\b|\brevoked\b/i.test(description)
      ? 'revoked'
      : 'expired';
  }
  for (const word of [error, code]) {
    const reason = typeof word === 'string' ? TERMINAL.get(word) : undefined;
    if (reason !== undefined) return reason;
  }
  // The third envelope is prose alone; this one sentence of it is a refusal.
  const isProse = error === undefined && code === undefined && typeof message === 'string';
  return isProse && /must use sso/i.test(message) ? 'sso_required' : undefined;
}

function parseTokenResponse(body: UnknownRecord): TokenResponse {
  const user = parseRecord(body.user, 'user');
  const name = [user.first_name, user.last_name]
    .filter((part) => typeof part === 'string' && part !== '')
    .join(' ');
  return {
    accessToken: parseString(body.access_token, 'access_token', 64 * 1024),
    refreshToken: parseString(body.refresh_token, 'refresh_token', 64 * 1024),
    user: {
      id: parseString(user.id, 'user id', 128),
      email: parseString(user.email, 'email', EMAIL_LIMIT),
      name: name.slice(0, 256) || null,
    },
  };
}

/** Reads `Retry-After` (RFC 9110 §10.2.3): seconds or a date, capped; whatever else it is counts as not sent. */
export function parseRetryAfter(value: string | null, now: number): number | null {
  if (value === null) return null;
  const text = value.trim();
  const seconds = /^\d{1,9}$/.test(text) ? Number(text) : (Date.parse(text) - now) / 1000;
  if (!Number.isFinite(seconds) || seconds < 0) return null;
  return Math.min(seconds, RETRY_AFTER_LIMIT);
}

function parseJson(text: string): UnknownRecord | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return attempt(() => parseRecord(value, 'body'));
  } catch {
    return undefined;
  }
}
