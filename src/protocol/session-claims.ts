import type { UnknownRecord } from './parse.ts';

/** Who acts as the user of a session, and why. */
export interface Impersonator {
  readonly email: string;
  readonly reason: string | null;
}

/** How long an impersonation lasts, s. Source: WorkOS, "Impersonation". */
export const IMPERSONATION_MAX_AGE = 3_600;

/**
 * What the identity provider says about a session and its user's rights. A page may show it and decide with it what to
 * show. Only an API can enforce a right: it reads the access token. It contains no token and no identifier that grants access.
 */
export interface SessionClaims {
  readonly role: string | null;
  /** All roles; {@link role} is one of them. */
  readonly roles: readonly string[];
  readonly permissions: readonly string[];
  readonly entitlements: readonly string[];
  readonly featureFlags: readonly string[];
  /** null: the user signed in themselves. */
  readonly impersonator: Impersonator | null;
  /** How the user authenticated, such as `SSO` or `Passkey`. null: the provider did not say. */
  readonly authenticationMethod: string | null;
  /** When the user last authenticated (`auth_time`), by the provider's clock, ms since the epoch. */
  readonly authenticatedAt: number | null;
}

/** What the identity provider knows about a user beyond id, email and name. */
export interface UserProfile {
  readonly firstName: string | null;
  readonly lastName: string | null;
  /** URL of a picture, `https:` or `http:`. */
  readonly picture: string | null;
  readonly emailVerified: boolean;
  /** The id of the user in the app's own system. */
  readonly externalId: string | null;
  readonly metadata: Readonly<Record<string, string>>;
  /** ISO 8601, as the provider sent it; also the next two. */
  readonly createdAt: string | null;
  readonly updatedAt: string | null;
  readonly lastSignInAt: string | null;
}

/**
 * Reads claims from a token response, the store or a message. An earlier version did not have them, and a token's content
 * is the customer's to configure. So a missing or malformed value is left out, as is what exceeds a limit; it ends no session.
 */
export function readSessionClaims(record: UnknownRecord): SessionClaims {
  return {
    role: readText(record.role, 128),
    roles: readTexts(record.roles),
    permissions: readTexts(record.permissions),
    entitlements: readTexts(record.entitlements),
    featureFlags: readTexts(record.featureFlags),
    impersonator: readImpersonator(record.impersonator),
    authenticationMethod: readText(record.authenticationMethod, 64),
    authenticatedAt: readTime(record.authenticatedAt),
  };
}

/** Reads a profile, as tolerantly as {@link readSessionClaims}. */
export function readUserProfile(record: UnknownRecord): UserProfile {
  return {
    firstName: readText(record.firstName, 256),
    lastName: readText(record.lastName, 256),
    picture: readUrl(record.picture),
    emailVerified: record.emailVerified === true,
    externalId: readText(record.externalId, 128),
    metadata: readMetadata(record.metadata),
    createdAt: readText(record.createdAt, 64),
    updatedAt: readText(record.updatedAt, 64),
    lastSignInAt: readText(record.lastSignInAt, 64),
  };
}

/**
 * The claims of a session after a refresh. A refresh changes neither how the user signed in nor who impersonates them, but
 * its response may leave both out.
 */
export function refreshedClaims(before: SessionClaims, now: SessionClaims): SessionClaims {
  const { impersonator } = now;
  const isSame = impersonator === null || impersonator.email === before.impersonator?.email;
  const isComplete = impersonator !== null && impersonator.reason !== null;
  return {
    ...now,
    authenticationMethod: now.authenticationMethod ?? before.authenticationMethod,
    authenticatedAt: now.authenticatedAt ?? before.authenticatedAt,
    impersonator: isSame && !isComplete ? before.impersonator : impersonator,
  };
}

/** Most members of a list that are read. */
const LIST_LIMIT = 512;
/** Most metadata that is read: WorkOS allows 10 keys, and 600 characters in a value. */
const METADATA_LIMIT = 50;
const METADATA_VALUE_LIMIT = 600;
/** Longest email address, characters (RFC 3696 erratum 1690). */
const EMAIL_LIMIT = 320;

function readText(value: unknown, limit: number): string | null {
  return typeof value === 'string' && value !== '' && value.length <= limit ? value : null;
}

function readTexts(value: unknown): readonly string[] {
  if (!Array.isArray(value)) return [];
  return value.slice(0, LIST_LIMIT).flatMap((item: unknown) => readText(item, 128) ?? []);
}

function readTime(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : null;
}

/** The last URL that was valid: sessions of one user have the same picture, and a check takes 10 µs. */
let validUrl: string | null = null;

function readUrl(value: unknown): string | null {
  const text = readText(value, 2048);
  if (text !== null && text !== validUrl) {
    if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return null;
    validUrl = text;
  }
  return text;
}

function readImpersonator(value: unknown): Impersonator | null {
  if (typeof value !== 'object' || value === null || !('email' in value)) return null;
  const email = readText(value.email, EMAIL_LIMIT);
  return email === null ? null : { email, reason: 'reason' in value ? readText(value.reason, 1024) : null };
}

function readMetadata(value: unknown): Readonly<Record<string, string>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
  const read = Object.entries(value).flatMap(([key, item]: [string, unknown]) => {
    const text = readText(item, METADATA_VALUE_LIMIT);
    return key.length > 64 || text === null ? [] : [[key, text] as const];
  });
  return Object.fromEntries(read.slice(0, METADATA_LIMIT));
}
