import type { AccessTokenClaims, TokenResponse } from '../../keyring/ports/provider.ts';
import type { UnknownRecord } from '../../protocol/parse.ts';
import {
  IMPERSONATION_MAX_AGE,
  readSessionClaims,
  type SessionClaims,
} from '../../protocol/session-claims.ts';
import { isTime } from './claims-set.ts';

/** The claims of an access token that pages may know. Source: WorkOS, "Session tokens"; `act` is that of RFC 8693 §4.1. */
export function sessionClaimsOf(payload: UnknownRecord): SessionClaims {
  const { auth_time: authTime, act } = payload;
  const actor = typeof act === 'object' && act !== null && 'sub' in act ? act.sub : undefined;
  return readSessionClaims({
    role: payload.role,
    roles: payload.roles ?? (payload.role === undefined ? [] : [payload.role]),
    permissions: payload.permissions,
    entitlements: payload.entitlements,
    featureFlags: payload.feature_flags,
    impersonator: { email: actor },
    authenticatedAt: isTime(authTime) ? authTime * 1000 : undefined,
  });
}

/**
 * The end of the session at the user's identity provider: `session_expiry`, a time in seconds, of the OpenID profile "IPSIE SL1".
 * WorkOS documents no such claim. A claim that is no time is ignored: the app configures the content of its tokens.
 */
export function sessionExpiryOf({ session_expiry: expiry }: UnknownRecord): number | null {
  return isTime(expiry) && expiry >= 0 ? expiry : null;
}

/**
 * Adds what only the token response says. The access token of an impersonated session names the impersonator, not the
 * reason. WorkOS ends such a session after 60 minutes, and states that in no response.
 */
export function withResponse(
  claims: AccessTokenClaims,
  { authenticationMethod, impersonator }: Pick<TokenResponse, 'authenticationMethod' | 'impersonator'>,
): AccessTokenClaims {
  const who = impersonator ?? claims.session.impersonator;
  const session = { ...claims.session, authenticationMethod, impersonator: who };
  const expiresAt = claims.limits?.expiresAt ?? null;
  const limits = { expiresAt, maxAge: who === null ? null : IMPERSONATION_MAX_AGE };
  return { ...claims, session, ...((who !== null || expiresAt !== null) && { limits }) };
}
