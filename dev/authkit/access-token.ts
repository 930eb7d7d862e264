import { randomUUID } from 'node:crypto';
import { type JWTPayload, SignJWT } from 'jose';
import type { MemberRights } from './memberships.ts';
import type { Session } from './session.ts';
import type { Settings } from './settings.ts';
import type { SigningKey } from './signing-keys.ts';

/** The user, session and organization of an access token. */
export interface AccessTokenSubject {
  readonly session: Session;
  /** Absent for a user without an organization. The token then has no `org_id` and no role. */
  readonly membership: (MemberRights & { readonly organizationId: string }) | undefined;
}

/**
 * The claims of a WorkOS access token. There is no `aud`, as in WorkOS's default JWT template.
 *
 * @param now - milliseconds since the epoch
 */
export function accessTokenClaims(
  { session, membership }: AccessTokenSubject,
  { issuer, accessTokenTtl, clockOffset }: Pick<Settings, 'issuer' | 'accessTokenTtl' | 'clockOffset'>,
  clientId: string,
  now: number,
): JWTPayload {
  const iat = Math.floor(now / 1000) + clockOffset;
  return {
    iss: issuer,
    sub: session.userId,
    sid: session.sid,
    jti: randomUUID(),
    client_id: clientId,
    auth_time: session.authTime + clockOffset,
    iat,
    // OpenID, "IPSIE SL1". WorkOS documents no such claim.
    ...(session.identityProviderSessionEndsAt !== undefined && {
      session_expiry: Math.floor(session.identityProviderSessionEndsAt / 1000) + clockOffset,
    }),
    // RFC 8693 section 4.1.
    ...(session.impersonation && { act: { sub: session.impersonation.email } }),
    exp: iat + accessTokenTtl,
    ...(membership && {
      org_id: membership.organizationId,
      role: membership.role,
      roles: [membership.role],
      permissions: membership.permissions,
      entitlements: [],
      feature_flags: [],
    }),
  };
}

/** Signs with RS256, the only algorithm of the WorkOS JWKS. */
export function signAccessToken(claims: JWTPayload, { kid, privateKey }: SigningKey): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid, typ: 'JWT' }).sign(privateKey);
}
