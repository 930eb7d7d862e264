import type { OrganizationKey } from './paths.ts';
import type { SessionClaims, UserProfile } from './session-claims.ts';

/** An organization as URLs and users name it. `id` is WorkOS's `org_…`; sessions are keyed by it. */
export interface Organization {
  readonly id: string;
  /** What names it in URLs: its slug, or its id with `paths.organizationKey: 'id'`. */
  readonly slug: OrganizationKey;
  readonly name: string;
  /** What it requires beyond AuthKit's own sign-in, if the app's back end says so. */
  readonly requires?: StepUp;
}

export const STEP_UPS = ['sso', 'mfa'] as const;
/** Single sign-on through the organization's identity provider, or a second factor. Source: WorkOS organization policies. */
export type StepUp = (typeof STEP_UPS)[number];

/** Longest email address that is read, characters (RFC 3696 erratum 1690). */
export const EMAIL_LIMIT = 320;

/** Who is signed in. Source: the `user` of WorkOS's authenticate response. */
export interface SessionUser extends UserProfile {
  readonly id: string;
  readonly email: string;
  /** First and last name together. */
  readonly name: string | null;
}

export const AUTHORIZATION_REASONS = [
  'expired',
  'revoked',
  'sso_required',
  'mfa_enrollment',
  /** The provider asks the user for another step, such as a verification of the device or the email address. */
  'verification_required',
  'phone_number_required',
  'organization_selection_required',
  /** The invitation has expired, was used or was sent to another email address. */
  'invitation_invalid',
  'not_a_member',
  'organization_not_found',
  'wrong_organization',
  'wrong_user',
  'access_denied',
  'authorization_failed',
  /** A setting of the app, or of the app at the provider, is wrong: another attempt cannot help. */
  'misconfigured',
] as const;
/** Why a session cannot be used until its user authorizes again. */
export type AuthorizationReason = (typeof AUTHORIZATION_REASONS)[number];

/** Reasons with which the provider takes an organization away from a user. Others ask the same user for another step. */
const REVOKED: readonly AuthorizationReason[] = ['revoked', 'not_a_member', 'organization_not_found'];

/**
 * Whether the provider has revoked a session, so that data which was cached for it must be deleted.
 *
 * @example
 * if (session.status === 'needs-authorization' && isRevoked(session.reason)) element.replaceChildren();
 */
export function isRevoked(reason: AuthorizationReason): boolean {
  return REVOKED.includes(reason);
}

/** What a page may know of the state of a session. It holds no token, and nothing to derive one from. */
export type SessionState =
  | { readonly status: 'absent' | 'authorizing' }
  /** The user is no longer known (R42). */
  | { readonly status: 'signed-out' }
  | (SessionClaims & {
      readonly status: 'active' | 'refreshing';
      readonly user: SessionUser;
      /** When this session was authorized, ms since the epoch. */
      readonly signedInAt: number;
      /** When its access token last arrived, ms since the epoch. */
      readonly refreshedAt: number;
      /** When that access token ends, ms since the epoch, counted from its arrival on this device. */
      readonly accessTokenExpiresAt: number;
      /**
       * When the session ends at the latest, by this device's clock, ms since the epoch: at `sessionMaxAge`, at the limit of
       * an impersonation, or when the session at the user's identity provider expires. Left out: no such limit is known.
       */
      readonly endsAt?: number;
      /**
       * Whether sessions of other organizations came from the same sign-in (`credentials: 'shared'`). Then a sign-out of
       * this organization alone leaves the provider's session to the others. Left out: no.
       */
      readonly isSignInShared?: true;
    })
  | {
      readonly status: 'needs-authorization';
      readonly reason: AuthorizationReason;
      readonly user: SessionUser | null;
    };

/** One organization of this keyring and the state of its session. */
export interface SessionStatus {
  readonly organization: Organization;
  readonly session: SessionState;
}

/** A session that API calls can use. */
export type UsableSession = Extract<SessionState, { readonly status: 'active' | 'refreshing' }>;

/**
 * Whether API calls for the organization can succeed without a sign-in.
 *
 * @example
 * const { session } = await keyring.openOrganization('acme');
 * if (!isUsable(session)) await keyring.signIn('acme');
 */
export function isUsable(session: SessionState): session is UsableSession {
  return session.status === 'active' || session.status === 'refreshing';
}
