import type { HttpAnswer, IdentityProvider } from '../../keyring/ports.ts';
import type { Flow } from '../../keyring/sign-in/flow.ts';
import { fetchText } from '../fetch-text.ts';
import { type AccessTokenPolicy, createAccessTokenVerifier } from './access-token.ts';

/** Where AuthKit is and what this application is to it. */
export interface AuthKitSettings extends AccessTokenPolicy {
  readonly authKitOrigin: string;
  readonly redirectUri: string;
  /** Where AuthKit sends a person after a logout: this application's origin with a trailing slash. */
  readonly signOutUri: string;
}

/** Largest token response that is read, bytes (R27). */
const TOKEN_RESPONSE_LIMIT = 64 * 1024;
const LOGOUT_TIMEOUT = 10_000;
/** Longest wait for any answer when the browser says that it is offline, ms. */
const REACH_TIMEOUT = 5_000;

/**
 * WorkOS AuthKit as the identity provider of a public client: no secret, PKCE, JSON bodies.
 * Source: WorkOS User Management API reference, `authorize`, `authenticate`, `sessions/logout`.
 */
export function createAuthKit(settings: AuthKitSettings, fetch: typeof globalThis.fetch): IdentityProvider {
  const endpoint = (path: string, parameters: Record<string, string | null> = {}): URL => {
    const url = new URL(`/user_management/${path}`, settings.authKitOrigin);
    for (const [name, value] of Object.entries(parameters))
      if (value !== null) url.searchParams.set(name, value);
    return url;
  };

  const authenticate = (grant: Record<string, string>, timeout: number): Promise<HttpAnswer> => {
    const request = new Request(endpoint('authenticate'), {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
      body: JSON.stringify({ client_id: settings.clientId, ...grant }),
      credentials: 'omit',
      cache: 'no-store',
      redirect: 'error',
    });
    return fetchText(fetch, request, timeout, TOKEN_RESPONSE_LIMIT);
  };

  return {
    authorizationUrl: (flow: Flow, codeChallenge: string) =>
      endpoint('authorize', {
        client_id: settings.clientId,
        redirect_uri: settings.redirectUri,
        response_type: 'code',
        provider: 'authkit',
        state: flow.state,
        code_challenge: codeChallenge,
        code_challenge_method: 'S256',
        organization_id: flow.organization?.id ?? null,
        login_hint: flow.loginHint,
        prompt: flow.prompt,
      }).href,

    exchangeCode: (code, codeVerifier, timeout) =>
      authenticate({ grant_type: 'authorization_code', code, code_verifier: codeVerifier }, timeout),

    refresh: (refreshToken, organizationId, timeout) =>
      authenticate(
        { grant_type: 'refresh_token', refresh_token: refreshToken, organization_id: organizationId },
        timeout,
      ),

    logoutUrl: (sessionId) =>
      endpoint('sessions/logout', { session_id: sessionId, return_to: settings.signOutUri }).href,

    // The key set: public, small, and sent to any client. An opaque answer proves as much as a readable one.
    isReachable: async () => {
      const request = new Request(settings.jwksUri, {
        mode: 'no-cors',
        credentials: 'omit',
        cache: 'no-store',
      });
      return fetch(request, { signal: AbortSignal.timeout(REACH_TIMEOUT) }).then(
        () => true,
        () => false,
      );
    },

    // The endpoint has no CORS: the answer is opaque, so "delivered" is all that can be known.
    revoke: async (sessionId) => {
      const url = endpoint('sessions/logout', { session_id: sessionId });
      const request = new Request(url, { mode: 'no-cors', credentials: 'include', cache: 'no-store' });
      return fetch(request, { signal: AbortSignal.timeout(LOGOUT_TIMEOUT) }).then(
        () => true,
        () => false,
      );
    },

    verifyAccessToken: createAccessTokenVerifier(settings, fetch),
  };
}
