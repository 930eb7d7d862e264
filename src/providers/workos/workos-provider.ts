import type { IdentityProvider, TokenOutcome, UnverifiedClaims } from '../../keyring/ports/provider.ts';
import { fetchText } from '../fetch-text.ts';
import { type AccessTokenPolicy, createTokenVerifier, readClaims } from './access-token.ts';
import { isBlockedByCors } from './diagnose-token-endpoint.ts';
import { missingCors } from './findings.ts';
import { withResponse } from './session-claims-of.ts';
import { redirectErrorReason, tokenOutcomeOf } from './token-outcome.ts';

/** The AuthKit environment and this application's registration there. */
export interface WorkOSSettings extends AccessTokenPolicy {
  /** AuthKit's API origin, such as `https://api.workos.com`. */
  readonly authKitOrigin: string;
  readonly redirectUri: string;
  /** The URL that AuthKit redirects to after a logout: this application's origin with a trailing slash. */
  readonly signOutUri: string;
}

/** Largest token response that is read, bytes (R27). */
const TOKEN_RESPONSE_LIMIT = 64 * 1024;
const LOGOUT_TIMEOUT = 10_000;
/** Longest wait for a response of the reachability check, ms. */
const REACH_TIMEOUT = 5_000;

/**
 * WorkOS AuthKit as the identity provider of a public client: no secret, PKCE, JSON bodies.
 * Source: WorkOS User Management API reference, `authorize`, `authenticate`, `sessions/logout`, "Rate limits".
 *
 * @param now ms since the epoch
 */
export function createWorkOSProvider(
  settings: WorkOSSettings,
  fetch: typeof globalThis.fetch,
  now: () => number,
): IdentityProvider {
  const { authKitOrigin, clientId, issuers } = settings;

  const endpoint = (path: string, parameters: Record<string, string | null> = {}): URL => {
    const url = new URL(`/user_management/${path}`, authKitOrigin);
    for (const [name, value] of Object.entries(parameters))
      if (value !== null) url.searchParams.set(name, value);
    return url;
  };

  const verifier = createTokenVerifier(settings, fetch);
  /** This browser could read a response of the token endpoint, so the app's origin is on the CORS list of WorkOS. */
  let isReadable = false;

  const authenticate = async (grant: Record<string, string>, timeout: number): Promise<TokenOutcome> => {
    const request = new Request(endpoint('authenticate'), {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
      body: JSON.stringify({ client_id: clientId, ...grant }),
      credentials: 'omit',
      cache: 'no-store',
      redirect: 'error',
    });
    const responding = fetchText(fetch, request, timeout, TOKEN_RESPONSE_LIMIT);
    verifier.prepare();
    const result = await responding;
    if (result.type === 'response') isReadable = true;
    return tokenOutcomeOf(result, now());
  };

  // A sign-in cannot succeed without CORS, so the user reads that instead of being sent to sign in again.
  const exchangeCode: IdentityProvider['exchangeCode'] = async (code, codeVerifier, timeout) => {
    const grant = { grant_type: 'authorization_code', code, code_verifier: codeVerifier };
    const outcome = await authenticate(grant, timeout);
    const hasNoResponse = outcome.type === 'transient' && outcome.cause === 'no-response';
    // The error page of a proxy in front of WorkOS has no CORS headers either.
    if (!hasNoResponse || isReadable || !(await isBlockedByCors(fetch, endpoint('authenticate'))))
      return outcome;
    settings.report?.(missingCors(endpoint('authenticate').href, new URL(settings.redirectUri).origin));
    return { type: 'terminal', reason: 'misconfigured', about: 'credential' };
  };

  const isDelivered = (request: Request, timeout: number): Promise<boolean> =>
    fetch(request, { signal: AbortSignal.timeout(timeout) }).then(
      () => true,
      () => false,
    );

  return {
    name: 'AuthKit',
    id: `${authKitOrigin} ${clientId}`,
    issuers,
    capabilities: {
      silentReauthorize: true,
      organizationParameter: true,
      organizationInRefresh: true,
      revoke: true,
    },
    rateLimit: { requests: 10, window: 60_000 },
    redirectErrorReason,

    authorizationUrl: ({ state, codeChallenge, organizationId, loginHint, prompt, maxAge, hints = {} }) =>
      endpoint('authorize', {
        client_id: clientId,
        redirect_uri: settings.redirectUri,
        response_type: 'code',
        provider: hints.provider ?? 'authkit',
        state,
        code_challenge: codeChallenge,
        code_challenge_method: 'S256',
        organization_id: organizationId,
        login_hint: loginHint,
        prompt,
        max_age: maxAge === undefined ? null : String(maxAge),
        screen_hint: hints.screenHint ?? null,
        invitation_token: hints.invitationToken ?? null,
        password_reset_token: hints.passwordResetToken ?? null,
        domain_hint: hints.domainHint ?? null,
      }).href,

    exchangeCode,

    refresh: (refreshToken, organizationId, timeout) => {
      const organization = organizationId === null ? {} : { organization_id: organizationId };
      return authenticate(
        { grant_type: 'refresh_token', refresh_token: refreshToken, ...organization },
        timeout,
      );
    },

    logoutUrl: (sessionId) =>
      endpoint('sessions/logout', { session_id: sessionId, return_to: settings.signOutUri }).href,

    // The key set is public and small. An opaque response shows as much as a readable one: the provider responds.
    isReachable: () =>
      isDelivered(
        new Request(settings.jwksUri, { mode: 'no-cors', credentials: 'omit', cache: 'no-store' }),
        REACH_TIMEOUT,
      ),

    // The endpoint has no CORS headers. The response is opaque and shows only that the request was delivered.
    revoke: async (sessionId) => {
      const send = (returnTo: string | null): Promise<boolean> => {
        const url = endpoint('sessions/logout', { session_id: sessionId, return_to: returnTo });
        const request = new Request(url, { mode: 'no-cors', credentials: 'include', cache: 'no-store' });
        return isDelivered(request, LOGOUT_TIMEOUT);
      };
      // Without `return_to` WorkOS ends the session, and redirects to the page that its dashboard names: often one that the
      // worker's policy blocks, as if there was no network. The second request returns to the app itself.
      return (await send(null)) || send(settings.signOutUri);
    },

    verify: async (response, timeout) => {
      const claims = await verifier.verify(response.accessToken, timeout);
      if (claims === undefined || claims === 'unchecked') return claims;
      return withResponse(claims, response);
    },
    readClaims: rememberLast(readClaims),
  };
}

/** A worker sends most requests with the same token, which is decoded once. */
function rememberLast(read: typeof readClaims): typeof readClaims {
  let last: { readonly accessToken: string; readonly claims: UnverifiedClaims } | undefined;
  return (accessToken) => {
    if (last?.accessToken !== accessToken) last = { accessToken, claims: read(accessToken) };
    return last.claims;
  };
}
