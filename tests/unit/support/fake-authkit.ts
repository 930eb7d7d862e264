import type {
  AccessTokenClaims,
  AuthorizationParameters,
  IdentityProvider,
  ProviderCapabilities,
  ProviderLimits,
  TokenOutcome,
  TokenResponse,
  UnverifiedClaims,
} from '../../../src/keyring/ports/provider.ts';
import type { SessionUser } from '../../../src/protocol/session-status.ts';
import type { HttpResult } from '../../../src/providers/fetch-text.ts';
import { redirectErrorReason, tokenOutcomeOf } from '../../../src/providers/workos/token-outcome.ts';
import { NO_CLAIMS } from '../../support/blank-claims.ts';
import type { FakePlatform } from './fake-platform.ts';
import { ADA } from './people.ts';

/** One call of the token endpoint. */
export interface TokenCall {
  readonly grant: 'code' | 'refresh';
  /** The code or the refresh token. */
  readonly credential: string;
  /** What the call named; null for codes. */
  readonly organizationId: string | null;
  readonly at: number;
}

/** What a token response is made of. */
export interface Grantee {
  /** Who acts as the user. */
  readonly impersonator?: { readonly email: string; readonly reason: string };
  readonly organizationId: string | null;
  /** Limits that the token states. Left out: none. */
  readonly limits?: ProviderLimits;
  /** `auth_time`, ms by the provider's clock. Left out: the token does not say. */
  readonly authenticatedAt?: number;
  readonly user: SessionUser;
  readonly sessionId: string;
}

type Answerer = (call: TokenCall) => HttpResult | Promise<HttpResult>;

/**
 * AuthKit as far as the core can see it: refresh tokens rotate, a replay inside the grace returns the same pair, later
 * it is `invalid_grant`. Access tokens are readable text; the real checks have their own tests.
 */
export class FakeAuthKit implements IdentityProvider {
  readonly name = 'AuthKit';
  readonly id: string;
  readonly issuers: readonly string[];
  capabilities: ProviderCapabilities = {
    silentReauthorize: true,
    organizationParameter: true,
    organizationInRefresh: true,
    revoke: true,
  };
  readonly rateLimit = { requests: 10, window: 60_000 };
  readonly redirectErrorReason = redirectErrorReason;
  lifetime = 300;
  /** How far its clock is from the device's, ms. */
  clockOffset = 0;
  /** ms */
  grace = 30_000;
  /** Whether a refresh that is refused for its organization uses the refresh token all the same. */
  refusedSwitchSpendsToken = false;
  /** What a repeated refresh gets that names another organization than the first: the same pair, or `invalid_grant`. */
  replayOtherOrganization: 'pair' | 'refuse' = 'pair';
  /** Organizations that refuse every user, with their error codes. */
  readonly refusing = new Map<string, string>();
  canRevoke = true;
  reachable = true;
  readonly calls: TokenCall[] = [];
  readonly revoked: string[] = [];
  /** Requests for a revocation, those that did not arrive too. */
  revocations = 0;
  readonly #platform: FakePlatform;
  readonly #grantees = new Map<string, Grantee>();
  readonly #rotated = new Map<string, { at: number; organizationId: string | null; answer: HttpResult }>();
  readonly #scripts = new Map<string, Answerer[]>();
  readonly #authorizations = new Map<string, AuthorizationParameters>();
  #serial = 0;

  constructor(platform: FakePlatform, id = 'https://authkit.test client_test') {
    this.#platform = platform;
    this.id = id;
    this.issuers = ['https://authkit.test'];
  }

  /** Calls of the token endpoint that named this organization with a refresh token. */
  refreshesOf(organizationId: string): readonly TokenCall[] {
    return this.calls.filter((call) => call.grant === 'refresh' && call.organizationId === organizationId);
  }

  /** The next calls about `organizationId` (`'code'`: the next code exchanges) get these responses, in order. */
  script(organizationId: string, ...answers: (HttpResult | Answerer)[]): void {
    const queue = this.#scripts.get(organizationId) ?? [];
    for (const answer of answers) queue.push(typeof answer === 'function' ? answer : () => answer);
    this.#scripts.set(organizationId, queue);
  }

  /** Acts, and loses the reply. */
  readonly acts: Answerer = (call) => this.#act(call);
  readonly actsAndLosesTheReply: Answerer = (call) => {
    this.#act(call);
    return { type: 'no-response' };
  };

  /** A code for a user who signed in. */
  issueCode(grantee: Grantee): string {
    return this.#issue('code', grantee);
  }

  /** What an authorization URL was made of. */
  flowOf(authorizationUrl: string): AuthorizationParameters {
    const flow = this.#authorizations.get(new URL(authorizationUrl).searchParams.get('state') ?? '');
    if (flow === undefined) throw new Error('no such flow');
    return flow;
  }

  /** A 200 with a fresh pair. */
  grant(grantee: Grantee): HttpResult {
    this.#serial += 1;
    const claims: AccessTokenClaims = {
      subject: grantee.user.id,
      sessionId: grantee.sessionId,
      organizationId: grantee.organizationId,
      issuedAt: Math.floor((this.#platform.now() + this.clockOffset) / 1000),
      lifetime: this.lifetime,
      ...(grantee.limits && { limits: grantee.limits }),
      session: {
        ...NO_CLAIMS,
        impersonator: grantee.impersonator ?? null,
        authenticatedAt: grantee.authenticatedAt ?? null,
      },
    };
    const [first_name = '', last_name = ''] = (grantee.user.name ?? '').split(' ');
    return answer(200, {
      access_token: `access:${this.#serial}:${JSON.stringify(claims)}`,
      refresh_token: this.#issue('refresh', grantee),
      user: { id: grantee.user.id, email: grantee.user.email, first_name, last_name },
    });
  }

  authorizationUrl(parameters: AuthorizationParameters): string {
    const { state, codeChallenge } = parameters;
    this.#authorizations.set(state, parameters);
    return `https://authkit.test/authorize?state=${state}&code_challenge=${codeChallenge}`;
  }

  async exchangeCode(code: string, codeVerifier: string, timeout: number): Promise<TokenOutcome> {
    return tokenOutcomeOf(await this.respondToCode(code, codeVerifier, timeout), this.#platform.now());
  }

  async refresh(refreshToken: string, organizationId: string | null, timeout: number): Promise<TokenOutcome> {
    return tokenOutcomeOf(
      await this.respondToRefresh(refreshToken, organizationId, timeout),
      this.#platform.now(),
    );
  }

  respondToCode(code: string, _codeVerifier?: string, _timeout?: number): Promise<HttpResult> {
    return this.#respond('code', { grant: 'code', credential: code, organizationId: null });
  }

  respondToRefresh(
    refreshToken: string,
    organizationId: string | null,
    _timeout?: number,
  ): Promise<HttpResult> {
    return this.#respond(organizationId ?? 'none', {
      grant: 'refresh',
      credential: refreshToken,
      organizationId,
    });
  }

  logoutUrl(sessionId: string): string {
    return `https://authkit.test/logout?session_id=${sessionId}`;
  }

  async isReachable(): Promise<boolean> {
    return this.reachable;
  }

  async revoke(sessionId: string): Promise<boolean> {
    this.revocations += 1;
    if (this.canRevoke) this.revoked.push(sessionId);
    return this.canRevoke;
  }

  async verify(
    { accessToken }: TokenResponse,
    _timeout?: number,
  ): Promise<AccessTokenClaims | 'unchecked' | undefined> {
    return claimsOf(accessToken);
  }

  readClaims(accessToken: string): UnverifiedClaims {
    return claimsOf(accessToken);
  }

  async #respond(scriptName: string, call: Omit<TokenCall, 'at'>): Promise<HttpResult> {
    const logged: TokenCall = { ...call, at: this.#platform.now() };
    this.calls.push(logged);
    const scripted = this.#scripts.get(scriptName)?.shift();
    return (scripted ?? this.acts)(logged);
  }

  #act({ grant, credential, organizationId }: TokenCall): HttpResult {
    const before = this.#rotated.get(credential);
    if (before !== undefined) {
      const isInGrace = grant === 'refresh' && this.#platform.now() - before.at < this.grace;
      const isSame = organizationId === before.organizationId || this.replayOtherOrganization === 'pair';
      return isInGrace && isSame ? before.answer : INVALID_GRANT;
    }
    const grantee = this.#grantees.get(credential);
    if (grantee === undefined) return INVALID_GRANT;
    const isNamed = grant === 'refresh' && organizationId !== null;
    const refusal = isNamed ? this.refusing.get(organizationId) : undefined;
    if (refusal !== undefined && !this.refusedSwitchSpendsToken) return answer(400, { error: refusal });
    const isMoved = isNamed && refusal === undefined;
    const next = isMoved ? { ...grantee, organizationId } : grantee;
    const fresh = this.grant(next);
    const at = this.#platform.now();
    this.#rotated.set(credential, { at, organizationId: next.organizationId, answer: fresh });
    return refusal === undefined ? fresh : answer(400, { error: refusal });
  }

  #issue(kind: string, grantee: Grantee): string {
    this.#serial += 1;
    const credential = `${kind}:${this.#serial}:secret`;
    this.#grantees.set(credential, grantee);
    return credential;
  }
}

/** What an access token of this stand-in says. */
export function claimsOf(accessToken: string): AccessTokenClaims {
  return JSON.parse(accessToken.split(':').slice(2).join(':')) as AccessTokenClaims;
}

/** An HTTP response; text is sent unchanged. */
export function answer(status: number, body: unknown, retryAfter: string | null = null): HttpResult {
  return {
    type: 'response',
    status,
    retryAfter,
    body: typeof body === 'string' ? body : JSON.stringify(body),
  };
}

export const INVALID_GRANT = answer(400, {
  error: 'invalid_grant',
  error_description: 'Refresh token already exchanged',
});
export const NO_ANSWER: HttpResult = { type: 'no-response' };
export const SERVER_ERROR = answer(503, 'upstream is away');

/** Ada's grant for an organization, with its own `sid`. */
export function adaIn(organizationId: string, sessionId = `sid_${organizationId}`): Grantee {
  return { organizationId, user: ADA, sessionId };
}
