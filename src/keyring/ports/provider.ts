import type { AuthorizationReason, SessionUser } from '../../protocol/session-status.ts';

/** How many token requests a provider accepts. */
export interface RateLimit {
  readonly requests: number;
  /** ms */
  readonly window: number;
}

/** What a provider can do beyond the authorization code flow with PKCE (RFC 7636) and refresh tokens. */
export interface ProviderCapabilities {
  /** While the user has a session at the provider, a sign-in comes back without showing a page. */
  readonly silentReauthorize: boolean;
  /** Authorization and refresh requests can name an organization. */
  readonly organizationParameter: boolean;
  /** A session can be ended without a navigation. */
  readonly revoke: boolean;
}

/** What an authorization request says (RFC 6749 §4.1.1). */
export interface AuthorizationParameters {
  readonly state: string;
  /** S256 (RFC 7636 §4.2). */
  readonly codeChallenge: string;
  /** null: the provider asks the user which organization. */
  readonly organizationId: string | null;
  /** Email of the account that the login page starts with. */
  readonly loginHint: string | null;
  /** `login`: ask for credentials even while the user has a session at the provider. */
  readonly prompt: 'login' | null;
}

/** The members of a token response that the core uses. Nothing in it is verified yet. */
export interface TokenResponse {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly user: SessionUser;
}

/** What a token request came to. Every response of a provider means exactly one of these (`docs/outcomes.md`). */
export type TokenOutcome =
  | { readonly type: 'granted'; readonly response: TokenResponse }
  /** Nothing is known against the session. The core keeps it and repeats the request with the same credential. */
  | {
      readonly type: 'transient';
      readonly cause: TransientCause;
      /** What the provider asked for, s. */
      readonly retryAfter: number | null;
    }
  /** The provider stated, with a known code, that this credential will not work again. */
  | { readonly type: 'terminal'; readonly reason: AuthorizationReason };

/** Why a token request brought neither tokens nor a refusal. A used authorization code must not be sent again, so it matters. */
export type TransientCause =
  /** The provider stated that it did not process the request: 408, 429, 5xx. */
  | 'deferred'
  /** An error response without a known code. */
  | 'refused'
  /** A response that is no token response, or is too large. */
  | 'unreadable'
  /** No response: no network, a reset, a timeout. Whether the provider processed the request is unknown. */
  | 'no-response';

/** The verified claims of an access token that the core relies on. */
export interface AccessTokenClaims {
  readonly subject: string;
  /** What {@link IdentityProvider.revoke} and {@link IdentityProvider.logoutUrl} take. */
  readonly sessionId: string;
  /** null: the token names no organization. */
  readonly organizationId: string | null;
  /** `iat`: when the provider issued the token, by the provider's clock, s since the epoch. */
  readonly issuedAt: number;
  /** `exp - iat`, s. */
  readonly lifetime: number;
}

/** What an access token says about itself, without a check of its signature. */
export interface UnverifiedClaims {
  readonly subject: string | null;
  readonly organizationId: string | null;
}

/** An identity provider for a public client. Adapters: `src/providers`. */
export interface IdentityProvider {
  /** What messages to users call it. */
  readonly name: string;
  /** Identifies provider and client: a flow that was started with another one is not finished (RFC 9700 §4.4). */
  readonly id: string;
  /** Values that `iss` in a callback may have (RFC 9207). */
  readonly issuers: readonly string[];
  readonly capabilities: ProviderCapabilities;
  readonly rateLimit: RateLimit;
  authorizationUrl(parameters: AuthorizationParameters): string;
  /** What an `error` of the callback means for the session (RFC 6749 §4.1.2.1). */
  redirectErrorReason(error: string): AuthorizationReason;
  /** @param timeout longest wait for the whole response, ms */
  exchangeCode(code: string, codeVerifier: string, timeout: number): Promise<TokenOutcome>;
  /** @param timeout longest wait for the whole response, ms */
  refresh(refreshToken: string, organizationId: string, timeout: number): Promise<TokenOutcome>;
  /**
   * Verifies a token response: signature, issuer, client and shape of its access token.
   *
   * @param timeout longest wait for the key set, ms
   * @returns `undefined`: the response is not this provider's; `unchecked`: the key set could not be read in time
   */
  verify(response: TokenResponse, timeout: number): Promise<AccessTokenClaims | 'unchecked' | undefined>;
  /** Reads a stored access token for the last check before it is sent. */
  readClaims(accessToken: string): UnverifiedClaims;
  /** Where a navigation ends the session and the provider's own cookie. */
  logoutUrl(sessionId: string): string;
  /** Whether the provider responds to a request within five seconds. The request says nothing about a session. */
  isReachable(): Promise<boolean>;
  /** Ends a session in the background. Resolves whether the request was delivered. */
  revoke(sessionId: string): Promise<boolean>;
}
