import { errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import {
  attempt,
  ParseError,
  parseList,
  parseNullable,
  parseNumber,
  parseString,
} from '../../src/protocol/parse.ts';

/** The claims of a verified access token. */
export interface AccessToken {
  readonly userId: string;
  readonly organizationId: string;
  readonly sessionId: string;
  readonly tokenId: string | null;
  readonly role: string | null;
  /** All roles of the user in the organization. */
  readonly roles: readonly string[];
  /** When the user last authenticated, seconds since the epoch. null: the token does not say. */
  readonly authenticatedAt: number | null;
  /** Seconds since the epoch. */
  readonly expiresAt: number;
}

/** A token of any organization, or of none: its user may belong to no organization. */
export interface UserToken extends Omit<AccessToken, 'organizationId'> {
  readonly organizationId: string | null;
}

/** What a token must match. */
export interface TokenRules {
  readonly keys: JWTVerifyGetKey;
  readonly issuer: string | readonly string[];
  readonly clientId: string;
  readonly now: () => number;
}

/**
 * Verifies an access token: signature by one of AuthKit's keys, only RS256 (RFC 8725, 3.1), issuer, client, lifetime.
 *
 * @throws {errors.JOSEError | ParseError} if the token is not valid for this API
 * @throws {UnavailableError} when the keys cannot be read
 */
export async function verifyAccessToken(token: string, rules: TokenRules): Promise<AccessToken> {
  const claims = await verifyUserToken(token, rules);
  return { ...claims, organizationId: parseString(claims.organizationId, 'org_id') };
}

/** As {@link verifyAccessToken}, and the token may name no organization. */
export const verifyUserToken = async (token: string, rules: TokenRules): Promise<UserToken> =>
  readClaims(await verifySignature(token, rules));

/** Verifies everything except the organization, which the token of a user without one lacks. */
async function verifySignature(token: string, rules: TokenRules): Promise<JWTPayload> {
  const options = {
    algorithms: ['RS256'],
    issuer: typeof rules.issuer === 'string' ? rules.issuer : [...rules.issuer],
    currentDate: new Date(rules.now()),
    requiredClaims: ['exp', 'sub', 'sid', 'client_id'],
  };
  const { payload } = await jwtVerify(token, rules.keys, options).catch(async (error: unknown) => {
    // A key set only should give each key an id of its own (RFC 7517 §4.5), so each of several keys may be the one.
    if (error instanceof errors.JWKSMultipleMatchingKeys)
      for await (const key of error) {
        const verified = await attemptKey(() => jwtVerify(token, key, options));
        if (verified !== undefined) return verified;
      }
    throw error;
  });
  // WorkOS sends no `aud`. `client_id` identifies the audience.
  if (payload.client_id !== rules.clientId) throw new ParseError('The token was made for another client.');
  return payload;
}

/** @returns `undefined` if the key did not sign the token. Another failure is one of the token */
async function attemptKey<T>(verify: () => Promise<T>): Promise<T | undefined> {
  try {
    return await verify();
  } catch (error) {
    if (error instanceof errors.JWSSignatureVerificationFailed) return undefined;
    throw error;
  }
}

function readClaims(payload: JWTPayload): UserToken {
  const role = parseNullable(payload.role, (value) => parseString(value, 'role'));
  const parseRole = (value: unknown): string => parseString(value, 'role');
  return {
    userId: parseString(payload.sub, 'sub'),
    organizationId: parseNullable(payload.org_id, (id) => parseString(id, 'org_id')),
    sessionId: parseString(payload.sid, 'sid'),
    tokenId: parseNullable(payload.jti, (jti) => parseString(jti, 'jti')),
    role,
    // A token without `roles` has at most one.
    roles: attempt(() => parseList(payload.roles, parseRole, 'roles')) ?? (role === null ? [] : [role]),
    authenticatedAt: parseNullable(payload.auth_time, (value) => parseNumber(value, 'auth_time')),
    expiresAt: parseNumber(payload.exp, 'exp'),
  };
}
