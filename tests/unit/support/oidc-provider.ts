import type { IdentityProvider, TokenOutcome } from '../../../src/keyring/ports/provider.ts';
import { parseRecord, parseString } from '../../../src/protocol/parse.ts';
import { fetchText, type HttpResult } from '../../../src/providers/fetch-text.ts';
import { parseRetryAfter } from '../../../src/providers/retry-after.ts';
import { NO_CLAIMS, NO_PROFILE } from '../../support/blank-claims.ts';

const ISSUER = 'https://idp.test';
const CLIENT = 'client_oidc';

/**
 * A minimal OpenID Connect provider: form bodies, RFC 6749 errors, the user in an ID token, the organization only in the
 * access token. It shows that the port fits a second provider. Its tokens are unsigned JSON; it is for tests only.
 */
export function createOidcProvider(fetch: typeof globalThis.fetch, now: () => number): IdentityProvider {
  const request = async (form: Record<string, string>, timeout: number): Promise<TokenOutcome> => {
    const body = new URLSearchParams({ client_id: CLIENT, ...form });
    const result = await fetchText(
      fetch,
      new Request(`${ISSUER}/token`, { method: 'POST', body }),
      timeout,
      65_536,
    );
    return outcomeOf(result, now());
  };
  return {
    name: 'Example ID',
    id: `${ISSUER} ${CLIENT}`,
    issuers: [ISSUER],
    capabilities: {
      silentReauthorize: false,
      organizationParameter: false,
      organizationInRefresh: false,
      revoke: false,
    },
    rateLimit: { requests: 100, window: 60_000 },
    authorizationUrl: ({ state, codeChallenge, loginHint, prompt }) => {
      const url = new URL(`${ISSUER}/authorize`);
      const parameters = {
        client_id: CLIENT,
        response_type: 'code',
        scope: 'openid email offline_access',
        state,
        code_challenge: codeChallenge,
        code_challenge_method: 'S256',
        ...(loginHint === null ? {} : { login_hint: loginHint }),
        ...(prompt === null ? {} : { prompt }),
      };
      for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
      return url.href;
    },
    redirectErrorReason: (error) => (error === 'access_denied' ? 'access_denied' : 'authorization_failed'),
    exchangeCode: (code, codeVerifier, timeout) =>
      request({ grant_type: 'authorization_code', code, code_verifier: codeVerifier }, timeout),
    refresh: (refreshToken, _organizationId, timeout) =>
      request({ grant_type: 'refresh_token', refresh_token: refreshToken }, timeout),
    verify: async ({ accessToken }) => {
      const claims = parseRecord(JSON.parse(accessToken), 'claims');
      const { organization } = claims;
      if (claims.iss !== ISSUER) return undefined;
      return {
        subject: parseString(claims.sub, 'sub', 128),
        sessionId: parseString(claims.sid, 'sid', 128),
        organizationId: typeof organization === 'string' ? organization : null,
        issuedAt: Number(claims.iat),
        lifetime: Number(claims.exp) - Number(claims.iat),
        session: NO_CLAIMS,
      };
    },
    readClaims: (accessToken) => {
      const { sub, organization } = parseRecord(JSON.parse(accessToken), 'claims');
      return { subject: String(sub), organizationId: typeof organization === 'string' ? organization : null };
    },
    logoutUrl: () => `${ISSUER}/logout`,
    isReachable: async () => true,
    revoke: async () => {
      throw new Error('This provider cannot revoke a session.');
    },
  };
}

function outcomeOf(result: HttpResult, now: number): TokenOutcome {
  if (result.type === 'no-response') return { type: 'transient', cause: 'no-response', retryAfter: null };
  if (result.type === 'too-large') return { type: 'transient', cause: 'unreadable', retryAfter: null };
  const retryAfter = parseRetryAfter(result.retryAfter, now);
  if (result.status === 429 || result.status >= 500)
    return { type: 'transient', cause: 'deferred', retryAfter };
  const body = parseRecord(JSON.parse(result.body), 'body');
  if (body.error === 'invalid_grant') return { type: 'terminal', reason: 'expired', about: 'credential' };
  if (result.status !== 200) return { type: 'transient', cause: 'refused', retryAfter };
  const { sub, email } = parseRecord(JSON.parse(String(body.id_token)), 'ID token');
  return {
    type: 'granted',
    response: {
      accessToken: parseString(body.access_token, 'access_token', 65_536),
      refreshToken: parseString(body.refresh_token, 'refresh_token', 65_536),
      user: { id: String(sub), email: String(email), name: null, ...NO_PROFILE },
      authenticationMethod: null,
      impersonator: null,
    },
  };
}
