import type { SessionClaims } from '../../protocol/session-claims.ts';
import type { AuthorizationReason, SessionUser } from '../../protocol/session-status.ts';
import type { ProviderLimits } from '../ports/provider.ts';
import type { TokenSet } from './token-set.ts';

/**
 * The durable state of a user's session in one organization. A running sign-in or refresh is not durable and appears only
 * in the projection for pages (`session-state.ts`).
 */
export type Session = AbsentSession | ActiveSession | SessionNeedingAuthorization | SignedOutSession;

export interface SessionBase {
  /** `WITHOUT_ORGANIZATION`: the session of a user who belongs to no organization. A device has at most one. */
  readonly organizationId: string;
  /** Counts every change. A result that was computed from an older generation changes nothing (R28). */
  readonly generation: number;
}

export interface AbsentSession extends SessionBase {
  readonly status: 'absent';
}

export interface ActiveSession extends SessionBase {
  readonly status: 'active';
  readonly user: SessionUser;
  /** The provider's id of the session (`sid`). */
  readonly sessionId: string;
  /** The credential that refreshes this session (`credential.ts`). With shared credentials other sessions use it too. */
  readonly credentialId: string;
  readonly claims: SessionClaims;
  readonly tokens: TokenSet;
  /** When the user signed in, by this device's clock, ms since the epoch. */
  readonly signedInAt: number;
  /** Longest lifetime from the sign-in on that the provider has stated, s. null: none. */
  readonly maxAge: number | null;
}

export interface SessionNeedingAuthorization extends SessionBase {
  readonly status: 'needs-authorization';
  readonly reason: AuthorizationReason;
  readonly user: SessionUser | null;
}

/**
 * The tombstone of a sign-out. It stays, so that no earlier result can restore the session (R42). It names no user: the
 * next user of this device may be another one.
 */
export interface SignedOutSession extends SessionBase {
  readonly status: 'signed-out';
}

/** The verified result of a token request. */
export interface Grant {
  readonly tokens: TokenSet;
  readonly refreshToken: string;
  readonly user: SessionUser;
  readonly sessionId: string;
  readonly claims: SessionClaims;
  /** `iat` of the access token: when the provider issued it, by the provider's clock, s since the epoch. */
  readonly issuedAt: number;
  /** Left out: the provider states none. */
  readonly limits?: ProviderLimits;
}

/** What can happen to a session. `basedOn`: the generation that the event was computed from. */
export type SessionEvent =
  /** A sign-in succeeded, or a credential of this device opened the organization. `basedOn`: a later sign-out wins. */
  | ({ readonly type: 'granted' } & NewAccess)
  | { readonly type: 'sign-in-failed'; readonly reason: AuthorizationReason }
  /** The network or the provider failed during a sign-in, which says nothing about the session. */
  | { readonly type: 'sign-in-interrupted' }
  | ({ readonly type: 'refreshed' } & NewAccess)
  /** A limit of this device has passed (R43), by the provider's clock too. The provider itself has no such limit. */
  | { readonly type: 'limit-reached'; readonly basedOn: number }
  /** The provider issues no token of this user for this organization. The credential is not concerned. */
  | {
      readonly type: 'refused';
      readonly reason: AuthorizationReason;
      readonly user: SessionUser;
      readonly basedOn: number;
    }
  /** The credential of the session has ended, and with it every session that uses it. */
  | { readonly type: 'credential-ended'; readonly reason: AuthorizationReason; readonly credentialId: string }
  /** The credential of the session without an organization has opened one: the provider now issues tokens for that one. */
  | { readonly type: 'organization-entered'; readonly credentialId: string }
  | { readonly type: 'signed-out' };

/** A new access token, the credential that it came with, and what that credential knows of its sign-in. */
export interface NewAccess extends Pick<ActiveSession, 'signedInAt' | 'maxAge'> {
  readonly grant: Grant;
  readonly credentialId: string;
  readonly basedOn: number;
}

/** What a change requires. `SessionChanges` plans revocations before it writes, and runs all effects afterwards. */
export type SessionEffect =
  | { readonly type: 'revoke'; readonly sessionId: string }
  | { readonly type: 'delete-user-data'; readonly userId: string }
  /** The provider has revoked the session: what was cached for reading is deleted. What its user has not sent yet stays. */
  | { readonly type: 'delete-cached-data' };

/** The session of an organization that this device has no session for. */
export function absentSession(organizationId: string): AbsentSession {
  return { organizationId, generation: 0, status: 'absent' };
}

/** The user of a session, also after it ended without a sign-out. */
export function userOf(session: Session): SessionUser | null {
  return 'user' in session ? session.user : null;
}
