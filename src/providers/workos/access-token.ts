import {
  type CompactVerifyResult,
  compactVerify,
  createRemoteJWKSet,
  customFetch,
  decodeJwt,
  errors,
  type RemoteJWKSetOptions,
} from 'jose';
import type { AccessTokenClaims, UnverifiedClaims } from '../../keyring/ports/provider.ts';
import type { LookupCredentials } from '../../protocol/configuration.ts';
import { fetchText } from '../fetch-text.ts';
import { type ClaimsSet, readClaimsSet } from './claims-set.ts';
import type { ReportMistake } from './findings.ts';
import { foreignClient, foreignIssuer, foreignKeySet, unreadableKeySet } from './findings.ts';
import { sessionClaimsOf, sessionExpiryOf } from './session-claims-of.ts';

/** What an access token must contain to be accepted. */
export interface AccessTokenPolicy {
  readonly jwksUri: string;
  readonly issuers: readonly string[];
  readonly clientId: string;
  /** Whether a key set of this origin is requested with cookies. Default: without. */
  readonly lookupCredentials?: LookupCredentials | undefined;
  /** Takes a setting that cannot work, as far as responses show it. */
  readonly report?: ReportMistake | undefined;
}

/** Checks access tokens. */
export interface TokenVerifier {
  /** Begins to read the key set if the next check needs it, while the token itself is still being requested. */
  prepare(): void;
  /**
   * @param timeout longest wait for the key set, ms
   * @returns claims; `undefined`: the token is not accepted; `unchecked`: the keys could not be read in time
   */
  verify(accessToken: string, timeout: number): Promise<AccessTokenClaims | 'unchecked' | undefined>;
}

/** Largest key set that is read, bytes (R27). */
const JWKS_LIMIT = 256 * 1024;
const JWKS_TIMEOUT = 10_000;
/** The key set is read at most once in this time for an unknown `kid`, ms (R25). */
const JWKS_COOLDOWN = 60_000;
const RS256 = { algorithms: ['RS256'] };

/** Reads the claims of a token, without a check of its signature. */
export function readClaims(accessToken: string): UnverifiedClaims {
  try {
    const { sub, org_id: organizationId } = decodeJwt(accessToken);
    return {
      subject: sub ?? null,
      organizationId: typeof organizationId === 'string' ? organizationId : null,
    };
  } catch {
    return { subject: null, organizationId: null };
  }
}

/**
 * Creates the check of access tokens: RS256 only, keys only from the configured set (`jku`, `jwk` and `x5u` in a header are
 * never followed), exact issuer and `client_id`, `exp` after `iat` (RFC 8725). The check does not use the device's clock, so
 * a device whose clock is a day off can still sign in.
 */
export function createTokenVerifier(
  policy: AccessTokenPolicy,
  fetch: typeof globalThis.fetch,
): TokenVerifier {
  const keys = createRemoteJWKSet(new URL(policy.jwksUri), {
    cooldownDuration: Number.POSITIVE_INFINITY,
    timeoutDuration: JWKS_TIMEOUT,
    [customFetch]: fetchKeySet(fetch, policy),
  });
  const report: ReportMistake = (mistake) => policy.report?.(mistake);
  const verifySignature = async (accessToken: string): Promise<CompactVerifyResult> => {
    try {
      return await compactVerify(accessToken, keys, RS256);
    } catch (error) {
      // A key set only should give each key an id of its own (RFC 7517 §4.5), so each of several keys may be the one.
      if (error instanceof errors.JWKSMultipleMatchingKeys)
        for await (const key of error) {
          const verified = await compactVerify(accessToken, key, RS256).catch(() => undefined);
          if (verified !== undefined) return verified;
        }
      throw error;
    }
  };
  /** The key set was requested for a token that has not come yet. */
  let isEarly = false;
  /** The latest read for an unknown `kid`, and when it began. */
  let lookUp: Promise<void> | undefined;
  let lookedUpAt = 0;
  /** @param wasReadForIt whether the key set was read for this token; `undefined`: it was not read again */
  const check = async (
    accessToken: string,
    wasReadForIt?: boolean,
  ): Promise<AccessTokenClaims | 'unchecked' | undefined> => {
    try {
      // Without this check a text that is no token would be `unchecked` while the keys cannot be read.
      if (typeof decodeJwt(accessToken).iat !== 'number') return undefined;
      const claims = readClaimsSet(await verifySignature(accessToken));
      if (claims === undefined) return undefined;
      const { iss: issuer, client_id: client } = claims;
      if (!policy.issuers.some((known) => known === issuer)) report(foreignIssuer(policy, issuer));
      else if (client !== policy.clientId) report(foreignClient(policy, client));
      else return claimsOf(claims);
      return undefined;
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey) {
        // During the cooldown the key set was not read again, so an unknown key says nothing against the token.
        if (wasReadForIt === false) return 'unchecked';
        if (wasReadForIt === undefined) return lookUpFor(accessToken);
        report(foreignKeySet(policy));
      }
      const isOfKeySet = error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid;
      return error instanceof errors.JOSEError && !isOfKeySet ? undefined : 'unchecked';
    }
  };
  /** A read that was for no unknown key does not count: keys can be rotated right after it. */
  const lookUpFor = async (accessToken: string): ReturnType<typeof check> => {
    // A clock that was set back must not block it for longer.
    const isDue = lookUp === undefined || Math.abs(Date.now() - lookedUpAt) > JWKS_COOLDOWN;
    if (isDue) {
      lookedUpAt = Date.now();
      lookUp = keys.reload();
    }
    try {
      await lookUp;
    } catch {
      lookUp = undefined;
      return 'unchecked';
    }
    return check(accessToken, isDue);
  };
  return {
    prepare: () => {
      // Not again before a check: an outage of the token endpoint must not cost requests for keys.
      if (isEarly || keys.fresh) return;
      isEarly = true;
      keys.reload().catch(() => {});
    },
    verify: (accessToken, timeout) => {
      isEarly = false;
      // All checks share one read of the key set, so a timeout of one check does not abort it.
      return Promise.race([check(accessToken), uncheckedAfter(timeout)]);
    },
  };
}

function uncheckedAfter(timeout: number): Promise<'unchecked'> {
  return new Promise((resolve) => {
    AbortSignal.timeout(timeout).addEventListener('abort', () => resolve('unchecked'));
  });
}

function claimsOf(claims: ClaimsSet): AccessTokenClaims {
  const { sub, exp, iat, sid: sessionId, org_id: organizationId } = claims;
  const expiresAt = sessionExpiryOf(claims);
  return {
    subject: sub,
    sessionId,
    organizationId: typeof organizationId === 'string' ? organizationId : null,
    issuedAt: iat,
    lifetime: exp - iat,
    ...(expiresAt !== null && { limits: { expiresAt, maxAge: null } }),
    session: sessionClaimsOf(claims),
  };
}

function fetchKeySet(
  fetch: typeof globalThis.fetch,
  policy: AccessTokenPolicy,
): NonNullable<RemoteJWKSetOptions[typeof customFetch]> {
  return async (url) => {
    const request = new Request(url, {
      headers: { Accept: 'application/json' },
      credentials: policy.lookupCredentials ?? 'omit',
      redirect: 'error',
    });
    const response = await fetchText(fetch, request, JWKS_TIMEOUT, JWKS_LIMIT);
    if (response.type !== 'response' || response.status !== 200 || !isKeySet(response.body)) {
      if (response.type === 'response') policy.report?.(unreadableKeySet(policy, response.status));
      throw new Error('The key set of AuthKit cannot be read right now.');
    }
    return new Response(response.body, { status: 200 });
  };
}

/** Whether a body is a JSON Web Key Set (RFC 7517 §5) and not, for example, the page of a proxy. */
function isKeySet(body: string): boolean {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null && 'keys' in value && Array.isArray(value.keys);
  } catch {
    return false;
  }
}
