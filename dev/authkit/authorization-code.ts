import { createHash } from 'node:crypto';
import type { AuthorizationRequest } from './authorization-request.ts';
import type { BrowserSession } from './browser-session.ts';
import { oauthError } from './errors.ts';
import type { OrganizationPolicy } from './options.ts';
import { secret } from './secret.ts';

/** WorkOS: "The authorization code is valid for 10 minutes". */
const LIFETIME = 600_000;

/** What a code stands for; it is bound to the client, the redirect URI and the challenge of its request. */
export interface AuthorizationGrant {
  readonly request: AuthorizationRequest;
  readonly userId: string;
  readonly organizationId: string | undefined;
  readonly browserSession: BrowserSession;
  /** Milliseconds since the epoch. A copy: the browser session may authenticate again before the code is used. */
  readonly authenticatedAt: number;
  /** The organization's own step that the person has been through. */
  readonly stepUp: OrganizationPolicy;
}

interface Issued {
  readonly grant: AuthorizationGrant;
  readonly expiresAt: number;
  used: boolean;
}

export interface CodeExchange {
  readonly clientId: string;
  readonly code: string;
  readonly codeVerifier: string;
  /** WorkOS does not ask for it; when a client sends it, it must be the one of the authorization (RFC 6749 section 4.1.3). */
  readonly redirectUri: string | undefined;
}

export class AuthorizationCodes {
  readonly #codes = new Map<string, Issued>();

  issue(grant: AuthorizationGrant, now: number): string {
    const code = secret();
    this.#codes.set(code, { grant, expiresAt: now + LIFETIME, used: false });
    return code;
  }

  /** The grant behind a code, whether or not it can still be used. */
  peek(code: string): AuthorizationGrant | undefined {
    return this.#codes.get(code)?.grant;
  }

  /**
   * Uses a code up. A refused exchange leaves it usable, as a wrong verifier is no proof that its owner is gone;
   * what WorkOS does here is undocumented.
   *
   * @throws {Refusal} `invalid_grant` (RFC 6749 section 5.2, RFC 7636 section 4.6)
   */
  redeem({ clientId, code, codeVerifier, redirectUri }: CodeExchange, now: number): AuthorizationGrant {
    const issued = this.#codes.get(code);
    if (!issued || issued.used || now >= issued.expiresAt) {
      throw oauthError('invalid_grant', `The code '${code}' has expired or is invalid.`);
    }
    const { request } = issued.grant;
    const sameRequest =
      request.clientId === clientId && (redirectUri ?? request.redirectUri) === request.redirectUri;
    if (!sameRequest)
      throw oauthError('invalid_grant', 'The code was issued for another client or redirect URI.');
    if (!matchesChallenge(codeVerifier, request.codeChallenge)) {
      throw oauthError('invalid_grant', 'Invalid code verifier.');
    }
    issued.used = true;
    return issued.grant;
  }
}

/** RFC 7636 section 4.6; only S256 exists here. */
function matchesChallenge(verifier: string, challenge: string): boolean {
  const wellFormed = /^[A-Za-z0-9._~-]{43,128}$/.test(verifier);
  return wellFormed && createHash('sha256').update(verifier).digest('base64url') === challenge;
}
