import type { JWTPayload } from 'jose';
import type { TokenResponse } from '../../keyring/ports/provider.ts';
import { readSessionClaims, type SessionClaims } from '../../protocol/session-claims.ts';

/** The claims of an access token that pages may know. Source: WorkOS, "Session tokens"; `act` is that of RFC 8693 §4.1. */
export function sessionClaimsOf(payload: JWTPayload): SessionClaims {
  const { auth_time: authTime, act } = payload;
  const actor = typeof act === 'object' && act !== null && 'sub' in act ? act.sub : undefined;
  return readSessionClaims({
    role: payload.role,
    roles: payload.roles ?? (payload.role === undefined ? [] : [payload.role]),
    permissions: payload.permissions,
    entitlements: payload.entitlements,
    featureFlags: payload.feature_flags,
    impersonator: { email: actor },
    authenticatedAt: typeof authTime === 'number' ? authTime * 1000 : undefined,
  });
}

/** Adds what only the token response says. The access token of an impersonated session names the impersonator, not the reason. */
export function withResponse(
  claims: SessionClaims,
  { authenticationMethod, impersonator }: Pick<TokenResponse, 'authenticationMethod' | 'impersonator'>,
): SessionClaims {
  return { ...claims, authenticationMethod, impersonator: impersonator ?? claims.impersonator };
}
