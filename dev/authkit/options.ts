/** The options of a local AuthKit. Times are in seconds unless noted. */
export interface AuthKitOptions {
  /** The id of the registered public client, for example `client_local`. */
  readonly clientId: string;
  /** The origin of this AuthKit, for example `http://127.0.0.1:4174`. */
  readonly origin: string;
  /** Registered redirect URIs, compared character by character (RFC 9700 section 2.1). */
  readonly redirectUris: readonly string[];
  /** Allow-list for the `return_to` of a logout, compared character by character. */
  readonly signOutUris: readonly string[];
  /** The application's "Sign-in URL", where flows that begin at AuthKit continue. Default: `sign-in` next to the callback. */
  readonly signInUri?: string;
  /** Origins that get CORS headers, compared character by character. */
  readonly corsOrigins: readonly string[];
  readonly accessTokenTtl: number;
  /** How long a used refresh token still returns the same token pair. */
  readonly refreshGrace: number;
  /**
   * Offset of `iat` and `exp` in its tokens relative to the clock (positive: ahead). It simulates a device with a wrong
   * clock. Default: 0.
   */
  readonly clockOffset?: number;
  /** Maximum lifetime of a session. Default: no limit. */
  readonly sessionMaxAge?: number;
  /** A session without a refresh for this long ends. Default: no limit. */
  readonly sessionInactivity?: number;
  /** The clock, in milliseconds since the epoch. */
  readonly now?: () => number;
  /** Organizations instead of the seeds, for policies that no seed has (`mfa`). */
  readonly organizations?: readonly Organization[];
}

/**
 * What an organization requires in addition to membership. `sso`: authentication with its identity provider. `mfa`: a
 * second factor. Source: WorkOS organization policies; clients see `sso_required` and `mfa_enrollment`.
 */
export type OrganizationPolicy = 'none' | 'sso' | 'mfa';

/** An organization of the local AuthKit, with its first members. */
export interface Organization {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly policy: OrganizationPolicy;
  readonly members: readonly { readonly userId: string; readonly role: Role }[];
}

export type Role = 'admin' | 'member';
