import type { HttpAnswer, IdentityProvider } from '../../../src/keyring/ports.ts';
import type { AccessTokenClaims } from '../../../src/keyring/session/token-set.ts';
import type { Flow } from '../../../src/keyring/sign-in/flow.ts';
import type { SessionUser } from '../../../src/protocol/session-status.ts';
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
  readonly organizationId: string | null;
  readonly user: SessionUser;
  readonly sessionId: string;
}

type Answerer = (call: TokenCall) => HttpAnswer | Promise<HttpAnswer>;

/**
 * AuthKit as far as the core can see it: refresh tokens rotate, a replay inside the grace answers the same pair, later
 * it is `invalid_grant`. Access tokens are readable text; the real checks have tests of their own.
 */
export class FakeAuthKit implements IdentityProvider {
  lifetime = 300;
  /** How far its clock is from the device's, ms. */
  clockOffset = 0;
  /** ms */
  grace = 30_000;
  canRevoke = true;
  reachable = true;
  readonly calls: TokenCall[] = [];
  readonly revoked: string[] = [];
  readonly #platform: FakePlatform;
  readonly #grantees = new Map<string, Grantee>();
  readonly #rotated = new Map<string, { at: number; answer: HttpAnswer }>();
  readonly #scripts = new Map<string, Answerer[]>();
  readonly #flows = new Map<string, Flow>();
  #serial = 0;

  constructor(platform: FakePlatform) {
    this.#platform = platform;
  }

  /** Calls of the token endpoint that named this organization with a refresh token. */
  refreshesOf(organizationId: string): readonly TokenCall[] {
    return this.calls.filter((call) => call.grant === 'refresh' && call.organizationId === organizationId);
  }

  /** The next calls about `organizationId` (`'code'`: the next code exchanges) get these answers, in order. */
  script(organizationId: string, ...answers: (HttpAnswer | Answerer)[]): void {
    const queue = this.#scripts.get(organizationId) ?? [];
    for (const answer of answers) queue.push(typeof answer === 'function' ? answer : () => answer);
    this.#scripts.set(organizationId, queue);
  }

  /** Acts, and loses the reply. */
  readonly acts: Answerer = (call) => this.#act(call);
  readonly actsAndLosesTheReply: Answerer = (call) => {
    this.#act(call);
    return { type: 'no-answer' };
  };

  /** A code for a person who signed in. */
  issueCode(grantee: Grantee): string {
    return this.#issue('code', grantee);
  }

  /** The flow that an authorization URL was made for. */
  flowOf(authorizationUrl: string): Flow {
    const flow = this.#flows.get(new URL(authorizationUrl).searchParams.get('state') ?? '');
    if (flow === undefined) throw new Error('no such flow');
    return flow;
  }

  /** A 200 with a fresh pair. */
  grant(grantee: Grantee): HttpAnswer {
    this.#serial += 1;
    const claims: AccessTokenClaims = {
      subject: grantee.user.id,
      sessionId: grantee.sessionId,
      organizationId: grantee.organizationId,
      issuedAt: Math.floor((this.#platform.now() + this.clockOffset) / 1000),
      lifetime: this.lifetime,
    };
    const [first_name = '', last_name = ''] = (grantee.user.name ?? '').split(' ');
    return answer(200, {
      access_token: `access:${this.#serial}:${JSON.stringify(claims)}`,
      refresh_token: this.#issue('refresh', grantee),
      user: { id: grantee.user.id, email: grantee.user.email, first_name, last_name },
    });
  }

  authorizationUrl(flow: Flow, codeChallenge: string): string {
    this.#flows.set(flow.state, flow);
    return `https://authkit.test/authorize?state=${flow.state}&code_challenge=${codeChallenge}`;
  }

  exchangeCode(code: string, _codeVerifier?: string, _timeout?: number): Promise<HttpAnswer> {
    return this.#answer('code', { grant: 'code', credential: code, organizationId: null });
  }

  refresh(refreshToken: string, organizationId: string, _timeout?: number): Promise<HttpAnswer> {
    return this.#answer(organizationId, { grant: 'refresh', credential: refreshToken, organizationId });
  }

  logoutUrl(sessionId: string): string {
    return `https://authkit.test/logout?session_id=${sessionId}`;
  }

  async isReachable(): Promise<boolean> {
    return this.reachable;
  }

  async revoke(sessionId: string): Promise<boolean> {
    if (this.canRevoke) this.revoked.push(sessionId);
    return this.canRevoke;
  }

  async verifyAccessToken(accessToken: string): Promise<AccessTokenClaims | 'unchecked' | undefined> {
    return claimsOf(accessToken);
  }

  async #answer(scriptName: string, call: Omit<TokenCall, 'at'>): Promise<HttpAnswer> {
    const logged: TokenCall = { ...call, at: this.#platform.now() };
    this.calls.push(logged);
    const scripted = this.#scripts.get(scriptName)?.shift();
    return (scripted ?? this.acts)(logged);
  }

  #act({ grant, credential, organizationId }: TokenCall): HttpAnswer {
    const before = this.#rotated.get(credential);
    if (before !== undefined) {
      const isInGrace = grant === 'refresh' && this.#platform.now() - before.at < this.grace;
      return isInGrace ? before.answer : INVALID_GRANT;
    }
    const grantee = this.#grantees.get(credential);
    if (grantee === undefined) return INVALID_GRANT;
    const fresh = this.grant(grant === 'code' ? grantee : { ...grantee, organizationId });
    this.#rotated.set(credential, { at: this.#platform.now(), answer: fresh });
    return fresh;
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

/** An HTTP answer; text is sent as it is. */
export function answer(status: number, body: unknown, retryAfter: string | null = null): HttpAnswer {
  return { type: 'answer', status, retryAfter, body: typeof body === 'string' ? body : JSON.stringify(body) };
}

export const INVALID_GRANT = answer(400, {
  error: 'invalid_grant',
  error_description: 'Refresh token already exchanged',
});
export const NO_ANSWER: HttpAnswer = { type: 'no-answer' };
export const SERVER_ERROR = answer(503, 'upstream is away');

/** Ada's grant for an organization, with a `sid` of its own. */
export function adaIn(organizationId: string, sessionId = `sid_${organizationId}`): Grantee {
  return { organizationId, user: ADA, sessionId };
}
