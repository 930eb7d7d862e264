import type { TokenOutcome, TokenResponse } from '../../keyring/ports/provider.ts';
import { attempt, parseJson, parseRecord, parseString, type UnknownRecord } from '../../protocol/parse.ts';
import { readSessionClaims, readUserProfile } from '../../protocol/session-claims.ts';
import { type AuthorizationReason, EMAIL_LIMIT } from '../../protocol/session-status.ts';
import type { HttpResult } from '../fetch-text.ts';
import { parseRetryAfter } from '../retry-after.ts';

/** The error codes, in all three envelopes, that only the user can resolve. Source: WorkOS authenticate errors. */
const TERMINAL: ReadonlyMap<string, AuthorizationReason> = new Map([
  ['sso_required', 'sso_required'],
  ['organization_authentication_methods_required', 'sso_required'],
  ['mfa_enrollment', 'mfa_enrollment'],
  ['mfa_challenge', 'mfa_enrollment'],
  ['email_verification_required', 'verification_required'],
  ['verification_id_required', 'verification_required'],
  ['radar_challenge', 'verification_required'],
  ['radar_sign_up_challenge', 'verification_required'],
  ['radar_sms_sign_in_challenge', 'verification_required'],
  ['authentication_method_not_allowed', 'verification_required'],
  ['passkey_progressive_enrollment', 'verification_required'],
  ['application_consent_required', 'verification_required'],
  ['phone_number_required', 'phone_number_required'],
  ['organization_selection_required', 'organization_selection_required'],
  ['invitation_invalid', 'invitation_invalid'],
  ['invitation_cannot_be_used_for_email', 'invitation_invalid'],
  ['sign_up_not_allowed', 'access_denied'],
  ['organization_membership_not_found', 'not_a_member'],
  ['organization_not_found', 'organization_not_found'],
  ['organization_invalid', 'organization_not_found'],
  ['access_denied', 'access_denied'],
]);

type Terminal = Extract<TokenOutcome, { readonly type: 'terminal' }>;

/**
 * Reads a response of `POST /user_management/authenticate`. Only a 4xx with a known code is terminal (R30). Every other
 * response keeps the session.
 *
 * @param now ms since the epoch, for a `Retry-After` that is a date
 */
export function tokenOutcomeOf(result: HttpResult, now: number): TokenOutcome {
  if (result.type === 'no-response') return { type: 'transient', cause: 'no-response', retryAfter: null };
  if (result.type === 'too-large') return { type: 'transient', cause: 'unreadable', retryAfter: null };
  const { status } = result;
  const body = attempt(() => parseRecord(parseJson(result.body, 'body'), 'body'));
  if (status === 200) {
    const response = body && attempt(() => parseTokenResponse(body));
    if (response !== undefined) return { type: 'granted', response };
  }
  const isDeferred = status === 408 || status === 429 || status >= 500;
  const refusal = body && status >= 400 && !isDeferred ? refusalOf(body) : undefined;
  if (refusal !== undefined) return { type: 'terminal', ...refusal };
  const cause = isDeferred ? 'deferred' : status >= 400 ? 'refused' : 'unreadable';
  return { type: 'transient', cause, retryAfter: parseRetryAfter(result.retryAfter, now) };
}

/** The reason for an `error` of the callback. Source: WorkOS authorize error codes. */
export function redirectErrorReason(error: string): AuthorizationReason {
  return TERMINAL.get(error) ?? 'authorization_failed';
}

/** Only `invalid_grant` (RFC 6749 §5.2) is about the refresh token or code itself. */
function refusalOf(body: UnknownRecord): Pick<Terminal, 'reason' | 'about'> | undefined {
  const { error, code, message, error_description: description } = body;
  if (error === 'invalid_grant') {
    const isEnded = typeof description === 'string' && /\bended\b|\brevoked\b/i.test(description);
    return { reason: isEnded ? 'revoked' : 'expired', about: 'credential' };
  }
  for (const word of [error, code]) {
    const reason = typeof word === 'string' ? TERMINAL.get(word) : undefined;
    if (reason !== undefined) return { reason, about: 'organization' };
  }
  // The third envelope has only a message. Only these two sentences are refusals.
  if (error !== undefined || code !== undefined || typeof message !== 'string') return undefined;
  if (/must use sso/i.test(message)) return { reason: 'sso_required', about: 'organization' };
  if (!/^organization not found/i.test(message)) return undefined;
  return { reason: 'organization_not_found', about: 'organization' };
}

function parseTokenResponse(body: UnknownRecord): TokenResponse {
  const user = parseRecord(body.user, 'user');
  const isText = (part: unknown): boolean => typeof part === 'string' && part !== '';
  // A user can have a full name alone.
  const names = isText(user.name) ? [user.name] : [user.first_name, user.last_name];
  const name = names.filter(isText).join(' ');
  const { authenticationMethod, impersonator } = readSessionClaims({
    authenticationMethod: body.authentication_method,
    impersonator: body.impersonator,
  });
  return {
    accessToken: parseString(body.access_token, 'access_token', 64 * 1024),
    refreshToken: parseString(body.refresh_token, 'refresh_token', 64 * 1024),
    user: {
      id: parseString(user.id, 'user id', 128),
      email: parseString(user.email, 'email', EMAIL_LIMIT),
      name: name.slice(0, 256) || null,
      ...readUserProfile({
        firstName: user.first_name,
        lastName: user.last_name,
        picture: user.profile_picture_url,
        emailVerified: user.email_verified,
        externalId: user.external_id,
        metadata: user.metadata,
        createdAt: user.created_at,
        updatedAt: user.updated_at,
        lastSignInAt: user.last_sign_in_at,
      }),
    },
    authenticationMethod,
    impersonator,
  };
}
