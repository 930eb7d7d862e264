import { createHash } from 'node:crypto';
import type { AuthorizationRequest } from './authorization-request.ts';
import type { BrowserSession } from './browser-session.ts';
import { oauthError } from './errors.ts';
import type { OrganizationPolicy } from './options.ts';
import { secret } from './secret.ts';

/** WorkOS: "The authorization code is valid for 10 minutes". */
const LIFETIME = 600_000;

/** The grant of a code. It is bound to the client, the redirect URI and the challenge of its request. */
export interface AuthorizationGrant {
  readonly request: AuthorizationRequest;
  readonly userId: string;
  readonly organizationId: string | undefined;
  readonly browserSession: BrowserSession;
  /** Milliseconds since the epoch. A copy: the browser session may authenticate again before the code is used. */
  readonly authenticatedAt: number;
  /** The organization's policy that the user has satisfied. */
  readonly stepUp: OrganizationPolicy;
}

/** An issued code. */
export interface IssuedCode {
  readonly grant: AuthorizationGrant;
  readonly expiresAt: number;
  used: boolean;
}

export interface CodeExchange {
  readonly clientId: string;
  readonly code: string;
  readonly codeVerifier: string;
  /**
   * WorkOS does not require it. If a client sends it, it must match the authorization request (RFC 6749 section 4.1.3).
   */
  readonly redirectUri: string | undefined;
}

export class AuthorizationCodes {
  readonly #codes = new Map<string, IssuedCode>();

  issue(grant: AuthorizationGrant, now: number): string {
    const code = secret();
    this.#codes.set(code, { grant, expiresAt: now + LIFETIME, used: false });
    return code;
  }

  /** The grant of a code, even if the code is expired or used. */
  peek(code: string): AuthorizationGrant | undefined {
    return this.#codes.get(code)?.grant;
  }

  entries(): readonly (readonly [code: string, issued: IssuedCode])[] {
    return [...this.#codes];
  }

  /** Adds a code of an earlier process. */
  restore(code: string, issued: IssuedCode): void {
    this.#codes.set(code, issued);
  }

  /**
   * Consumes a code. After a rejected exchange the code is still valid, because a wrong verifier may come from an
   * attacker. The behaviour of WorkOS is undocumented.
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

/** RFC 7636 section 4.6, S256 only. */
function matchesChallenge(verifier: string, challenge: string): boolean {
  const wellFormed = /^[A-Za-z0-9._~-]{43,128}$/.test(verifier);
  return wellFormed && createHash('sha256').update(verifier).digest('base64url') === challenge;
}
