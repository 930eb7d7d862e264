import type { Impersonator, SessionClaims } from '../../protocol/session-claims.ts';
import type { AuthorizationReason, SessionUser } from '../../protocol/session-status.ts';
import type { SignInHints } from '../../protocol/sign-in-hints.ts';

/** How many token requests a provider accepts. */
export interface RateLimit {
  readonly requests: number;
  /** ms */
  readonly window: number;
}

/** What a provider can do beyond the authorization code flow with PKCE (RFC 7636) and refresh tokens. */
export interface ProviderCapabilities {
  /**
   * While the user has a session at the provider, a sign-in returns without showing a page. If not, several sign-ins are
   * never chained in one navigation and an interrupted one is not repeated automatically.
   */
  readonly silentReauthorize: boolean;
  /**
   * Authorization and refresh requests can name an organization. If not, the access token of a sign-in decides which
   * organization the session is for.
   */
  readonly organizationParameter: boolean;
  /**
   * A refresh can name another organization of the same user than the one before, so one refresh token can serve them all.
   * If not, each session has a credential of its own, also with `credentials: 'shared'`.
   */
  readonly organizationInRefresh: boolean;
  /** A session can be ended without a navigation. If not, a sign-out plans and keeps no revocation. */
  readonly revoke: boolean;
}

/** The parameters of an authorization request (RFC 6749 §4.1.1). */
export interface AuthorizationParameters {
  readonly state: string;
  /** S256 (RFC 7636 §4.2). */
  readonly codeChallenge: string;
  /** null: the user chooses an organization at the provider, or the provider cannot take one. */
  readonly organizationId: string | null;
  /** Email of the account that the login page starts with. */
  readonly loginHint: string | null;
  /** `login`: ask for credentials even while the user has a session at the provider. */
  readonly prompt: 'login' | null;
  /** How long ago the user may have authenticated, s. Left out: no limit. */
  readonly maxAge?: number | undefined;
  /** Left out: none. A provider ignores a hint that it does not know. */
  readonly hints?: SignInHints;
}

/** The members of a token response that the core uses. Nothing in it is verified yet. */
export interface TokenResponse {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly user: SessionUser;
  /** How the user authenticated. null: the response does not say. */
  readonly authenticationMethod: string | null;
  /** null: the user signed in themselves, or the response does not say. */
  readonly impersonator: Impersonator | null;
}

/** The result of a token request. Every response of a provider has exactly one of these (`docs/outcomes.md`). */
export type TokenOutcome =
  | { readonly type: 'granted'; readonly response: TokenResponse }
  /** Nothing is known against the session. The core keeps it and repeats the request with the same credential. */
  | {
      readonly type: 'transient';
      readonly cause: TransientCause;
      /** From the provider, s. */
      readonly retryAfter: number | null;
    }
  /** The provider stated, with a known code, that only the user can resolve this. */
  | {
      readonly type: 'terminal';
      readonly reason: AuthorizationReason;
      /**
       * `credential`: the refresh token or code will not work again. `organization`: there is no token for the named
       * organization, which says nothing about others.
       */
      readonly about: 'credential' | 'organization';
    };

/** Why a token request returned neither tokens nor a refusal. It decides whether an authorization code is sent again. */
export type TransientCause =
  /** The provider stated that it did not process the request: 408, 429, 5xx. */
  | 'deferred'
  /** An error response without a known code. */
  | 'refused'
  /** A response that is no token response, or is too large. */
  | 'unreadable'
  /** No response: no network, a reset, a timeout. Whether the provider processed the request is unknown. */
  | 'no-response';

/** Limits that the provider states for a session. null: it states none. */
export interface ProviderLimits {
  /** When the session ends at the latest, by the provider's clock, s since the epoch. */
  readonly expiresAt: number | null;
  /** Longest lifetime from the sign-in on, s. */
  readonly maxAge: number | null;
}

/** The verified claims of an access token that the core relies on. */
export interface AccessTokenClaims {
  readonly subject: string;
  /** The argument of {@link IdentityProvider.revoke} and {@link IdentityProvider.logoutUrl}. */
  readonly sessionId: string;
  /** null: the token names no organization. */
  readonly organizationId: string | null;
  /** `iat`: when the provider issued the token, by the provider's clock, s since the epoch. */
  readonly issuedAt: number;
  /** `exp - iat`, s. */
  readonly lifetime: number;
  /** Left out: the provider states none. */
  readonly limits?: ProviderLimits;
  /** What pages may know of the session. */
  readonly session: SessionClaims;
}

/** The claims of an access token, without a check of its signature. */
export interface UnverifiedClaims {
  readonly subject: string | null;
  readonly organizationId: string | null;
}

/** An identity provider for a public client. Adapters: `src/providers`. */
export interface IdentityProvider {
  /** The name in messages to users. */
  readonly name: string;
  /** Identifies provider and client: a flow that was started with another one is not finished (RFC 9700 §4.4). */
  readonly id: string;
  /** Values that `iss` in a callback may have (RFC 9207). */
  readonly issuers: readonly string[];
  readonly capabilities: ProviderCapabilities;
  readonly rateLimit: RateLimit;
  authorizationUrl(parameters: AuthorizationParameters): string;
  /** The reason for an `error` of the callback (RFC 6749 §4.1.2.1). */
  redirectErrorReason(error: string): AuthorizationReason;
  /** @param timeout longest wait for the whole response, ms */
  exchangeCode(code: string, codeVerifier: string, timeout: number): Promise<TokenOutcome>;
  /**
   * @param organizationId null: the provider cannot take one
   * @param timeout longest wait for the whole response, ms
   */
  refresh(refreshToken: string, organizationId: string | null, timeout: number): Promise<TokenOutcome>;
  /**
   * Verifies a token response: signature, issuer, client and shape of its access token.
   *
   * @param timeout longest wait for the key set, ms
   * @returns `undefined`: this provider did not issue the response; `unchecked`: the key set could not be read in time
   */
  verify(response: TokenResponse, timeout: number): Promise<AccessTokenClaims | 'unchecked' | undefined>;
  /** Reads an access token for the last check before it is sent. */
  readClaims(accessToken: string): UnverifiedClaims;
  /** The URL that ends the session and the provider's own cookie by a navigation. */
  logoutUrl(sessionId: string): string;
  /** Whether the provider responds to a request within five seconds. The request says nothing about a session. */
  isReachable(): Promise<boolean>;
  /** Ends a session in the background. @returns whether the request was delivered. Not called without `capabilities.revoke` */
  revoke(sessionId: string): Promise<boolean>;
}
