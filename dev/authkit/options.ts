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
  readonly signInUri?: string | undefined;
  /** Origins that get CORS headers, compared character by character. */
  readonly corsOrigins: readonly string[];
  readonly accessTokenTtl: number;
  /** How long a used refresh token still returns the same token pair. */
  readonly refreshGrace: number;
  /**
   * Offset of `iat` and `exp` in its tokens relative to the clock (positive: ahead). It simulates a device with a wrong
   * clock. Default: 0.
   */
  readonly clockOffset?: number | undefined;
  /** Maximum lifetime of a session. Default: no limit. */
  readonly sessionMaxAge?: number | undefined;
  /** A session without a refresh for this long ends. Default: no limit. */
  readonly sessionInactivity?: number | undefined;
  /** The clock, in milliseconds since the epoch. */
  readonly now?: (() => number) | undefined;
  /** Users instead of the seeds. */
  readonly users?: readonly User[] | undefined;
  /** Organizations instead of the seeds, for policies that no seed has (`mfa`). */
  readonly organizations?: readonly Organization[] | undefined;
  /**
   * File that keeps users' sessions, refresh tokens, memberships and signing keys, so that they survive a restart of the
   * process. It contains secrets of this AuthKit, so only its owner can read it. One process may use it at a time.
   * Default: everything is in memory.
   */
  readonly stateFile?: string | undefined;
}

/** A user of the local AuthKit. There are no passwords. */
export interface User {
  readonly id: string;
  /** In lower case. */
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  /** URL of a picture. Default: none. */
  readonly picture?: string | undefined;
  /** The id of the user in the app's own system. Default: none. */
  readonly externalId?: string | undefined;
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
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

/** The role of a member in an organization. */
export type Role = 'admin' | 'member';
