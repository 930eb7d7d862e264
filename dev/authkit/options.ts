/** How one local AuthKit is set up. Times in seconds unless said otherwise. */
export interface AuthKitOptions {
  /** The one registered public client, for example `client_local`. */
  readonly clientId: string;
  /** Where this AuthKit is served, for example `http://127.0.0.1:4174`. */
  readonly origin: string;
  /** Registered redirect URIs, compared character by character (RFC 9700 section 2.1). */
  readonly redirectUris: readonly string[];
  /** Allow-list for the `return_to` of a logout, compared character by character. */
  readonly signOutUris: readonly string[];
  /** Origins that get CORS headers, compared character by character. */
  readonly corsOrigins: readonly string[];
  readonly accessTokenTtl: number;
  /** How long a used refresh token still returns the pair it was exchanged for. */
  readonly refreshGrace: number;
  /**
   * How far `iat` and `exp` of its tokens are ahead of the clock (negative: behind): seen from this AuthKit, everybody
   * else's clock is wrong by as much. Absent: 0.
   */
  readonly clockOffset?: number;
  /** Longest life of a session; absent: no limit. */
  readonly sessionMaxAge?: number;
  /** A session without an exchange for this long has ended; absent: no limit. */
  readonly sessionInactivity?: number;
  /** The clock, in milliseconds since the epoch. */
  readonly now?: () => number;
  /** Organizations other than the seeds, for policies that no seed has (`mfa`). */
  readonly organizations?: readonly Organization[];
}

/**
 * What an organization asks for beyond being a member. `sso`: authentication through its identity provider;
 * `mfa`: a second factor. Source: WorkOS organization policies, seen by clients as `sso_required` and `mfa_enrollment`.
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
