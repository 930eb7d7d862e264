import type { AuthKitOptions } from './options.ts';

/** A valid request to `GET /user_management/authorize`. Source: WorkOS `UserlandSsoController_authorize`. */
export interface AuthorizationRequest {
  readonly clientId: string;
  readonly redirectUri: string;
  readonly codeChallenge: string;
  readonly state: string | undefined;
  readonly organizationId: string | undefined;
  readonly loginHint: string | undefined;
  readonly invitationToken: string | undefined;
  /** `screen_hint=sign-up`: starts with the creation of an account. */
  readonly isSignUp: boolean;
  /** `prompt=login`. Other values are ignored, as by WorkOS. */
  readonly promptLogin: boolean;
  /** Seconds; 0 always asks. OpenID Connect Core 3.1.2.1. */
  readonly maxAge: number | undefined;
}

/** An error that goes back to the app on the redirect. */
export interface RedirectError {
  readonly redirectUri: string;
  readonly state: string | undefined;
  readonly error: string;
  readonly description: string;
}

export type ParsedAuthorization =
  | { readonly type: 'request'; readonly request: AuthorizationRequest }
  /** The redirect URI is registered, so the error is sent to the app. */
  | ({ readonly type: 'redirect-error' } & RedirectError)
  /** The redirect URI is not registered, so the user must not be redirected to it (RFC 6749 section 4.1.2.1). */
  | { readonly type: 'page-error'; readonly code: string; readonly description: string };

type Registration = Pick<AuthKitOptions, 'clientId' | 'redirectUris'>;

/** Checks only the parameters. The organization and the user are checked later. */
export function parseAuthorization(
  query: URLSearchParams,
  { clientId, redirectUris }: Registration,
): ParsedAuthorization {
  const redirectUri = single(query, 'redirect_uri');
  if (single(query, 'client_id') !== clientId) return pageError('invalid_client', 'There is no such client.');
  if (redirectUri === undefined || !redirectUris.includes(redirectUri)) {
    return pageError('invalid_redirect_uri', 'This is not a registered redirect URI of the client.');
  }

  const state = single(query, 'state');
  const problem = findProblem(query);
  if (problem) return { type: 'redirect-error', redirectUri, state, ...problem };

  const maxAge = single(query, 'max_age');
  return {
    type: 'request',
    request: {
      clientId,
      redirectUri,
      state,
      codeChallenge: single(query, 'code_challenge') ?? '',
      organizationId: single(query, 'organization_id'),
      loginHint: single(query, 'login_hint'),
      invitationToken: single(query, 'invitation_token'),
      isSignUp: single(query, 'screen_hint') === 'sign-up',
      promptLogin: (single(query, 'prompt') ?? '').split(' ').includes('login'),
      maxAge: maxAge === undefined ? undefined : Number(maxAge),
    },
  };
}

function findProblem(query: URLSearchParams): Pick<RedirectError, 'error' | 'description'> | undefined {
  const repeated = [...new Set(query.keys())].find((name) => query.getAll(name).length > 1);
  // RFC 6749 section 3.1.
  if (repeated !== undefined) return invalidRequest(`${repeated} is given more than once.`);

  if (single(query, 'response_type') !== 'code') {
    return { error: 'unsupported_response_type', description: 'response_type must be code.' };
  }
  // WorkOS accepts an authorization without a challenge but rejects its code for a public client. Report it early.
  if (!/^[A-Za-z0-9_-]{43}$/.test(single(query, 'code_challenge') ?? '')) {
    return invalidRequest('code_challenge must be the base64url of a SHA-256 digest.');
  }
  if (single(query, 'code_challenge_method') !== 'S256')
    return invalidRequest('code_challenge_method must be S256.');

  if ((single(query, 'provider') ?? 'authkit') !== 'authkit' || query.has('connection_id')) {
    return { error: 'connection_invalid', description: 'The local AuthKit has no connection but authkit.' };
  }
  if (!['sign-in', 'sign-up'].includes(single(query, 'screen_hint') ?? 'sign-in')) {
    return invalidRequest('screen_hint must be sign-in or sign-up.');
  }
  if (!/^\d{1,9}$/.test(single(query, 'max_age') ?? '0'))
    return invalidRequest('max_age must be a number of seconds.');
  return undefined;
}

/** Reads a parameter. An empty value counts as absent (RFC 6749 section 3.1), and so does a repeated parameter. */
function single(query: URLSearchParams, name: string): string | undefined {
  const values = query.getAll(name);
  return values.length === 1 ? values[0] || undefined : undefined;
}

function invalidRequest(description: string) {
  return { error: 'invalid_request', description };
}

function pageError(code: string, description: string): ParsedAuthorization {
  return { type: 'page-error', code, description };
}
