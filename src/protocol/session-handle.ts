import { attempt, parseNullable, parseRecord, parseString, type UnknownRecord } from './parse.ts';
import type { SessionStatus, UsableSession } from './session-status.ts';

/**
 * A session handle looks like an access token and is none: a JWT (RFC 7519 §3) without a signature, made by the page of
 * what the page knows. A client sends it as a Bearer token. The worker reads the organization from it and replaces it by
 * the access token. `alg` is no registered algorithm, and not `none`, which a careless API might accept (RFC 8725 §2.1).
 */
const HANDLE_ALGORITHM = 'keyring-handle';

/** What a request says with a session handle. null: the handle names none, so the request must be refused. */
export interface NamedByHandle {
  /** Slug or id of the organization, as URLs name it. */
  readonly organizationKey: string;
  readonly organizationId: string;
  readonly userId: string;
}

/** Longest `Authorization` header that is read as a handle, characters. */
const HANDLE_LIMIT = 256 * 1024;

/**
 * Creates the handle of a usable session, for a client that wants an access token: an unsigned JWT (RFC 7519 §3) with the
 * claims of the session, under the names of an access token of WorkOS. The worker replaces it by the access token in
 * requests to the APIs. It is no credential.
 *
 * @example
 * const { organization, session } = await keyring.openOrganization('acme');
 * if (isUsable(session)) client.setHeader('Authorization', `Bearer ${createSessionHandle(organization, session)}`);
 */
export function createSessionHandle(
  organization: SessionStatus['organization'],
  session: UsableSession,
): string {
  const payload = {
    iss: 'org-keyring',
    sub: session.user.id,
    // Required by the type of the claims. The id of the session itself stays in the worker: it can end the session.
    sid: `handle_${organization.id}`,
    jti: `handle_${organization.id}_${session.refreshedAt}`,
    iat: seconds(session.refreshedAt),
    exp: seconds(session.accessTokenExpiresAt),
    org_id: organization.id,
    org_slug: organization.slug,
    ...(session.role !== null && { role: session.role }),
    roles: session.roles,
    permissions: session.permissions,
    entitlements: session.entitlements,
    feature_flags: session.featureFlags,
    ...(session.authenticatedAt !== null && { auth_time: seconds(session.authenticatedAt) }),
  };
  return `${encode({ alg: HANDLE_ALGORITHM, typ: 'JWT' })}.${encode(payload)}.`;
}

/**
 * Reads a session handle from an `Authorization` header. A page can write any handle, so it proves nothing: it names an
 * organization, as `X-Org-Slug` does.
 *
 * @returns `undefined`: the header is no handle; null: it is one that cannot be read
 */
export function readSessionHandle(authorization: string | null): NamedByHandle | null | undefined {
  const [, header, payload] = /^Bearer ([\w-]+)\.([\w-]*)\.[\w-]*$/i.exec(authorization ?? '') ?? [];
  if (authorization === null || header === undefined || decode(header)?.alg !== HANDLE_ALGORITHM)
    return undefined;
  if (authorization.length > HANDLE_LIMIT) return null;
  const claims = decode(payload ?? '');
  return attempt(() => parseNullable(claims, parseNamed)) ?? null;
}

/**
 * Reads the claims of a handle or of any other JWT. Nothing is verified: use them only to decide what to show.
 *
 * @throws ParseError if the text is no JWT
 * @example
 * const { org_id } = readUnverifiedClaims(handle);
 */
export function readUnverifiedClaims(token: string): Readonly<Record<string, unknown>> {
  return parseRecord(decode(token.split('.')[1] ?? ''), 'token');
}

function parseNamed(value: unknown): NamedByHandle {
  const claims = parseRecord(value, 'handle');
  return {
    organizationKey: parseString(claims.org_slug, 'org_slug', 128),
    organizationId: parseString(claims.org_id, 'org_id', 128),
    userId: parseString(claims.sub, 'sub', 128),
  };
}

function seconds(ms: number): number {
  return Math.floor(ms / 1000);
}

/** base64url without padding (RFC 7515 §2). */
function encode(value: object): string {
  const bytes = new TextEncoder().encode(JSON.stringify(value));
  const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

function decode(part: string): UnknownRecord | undefined {
  try {
    const text = atob(part.replaceAll('-', '+').replaceAll('_', '/'));
    const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0));
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return attempt(() => parseRecord(value, 'part'));
  } catch {
    return undefined;
  }
}
