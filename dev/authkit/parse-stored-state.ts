import type { AuthenticateResponse } from './authenticate-objects.ts';
import type { IssuedCode } from './authorization-code.ts';
import type { AuthorizationRequest } from './authorization-request.ts';
import type { BrowserSession } from './browser-session.ts';
import {
  asBoolean,
  asNumber,
  asOneOf,
  asOptionalString,
  asString,
  asStrings,
  InvalidInput,
  isJsonObject,
  type JsonObject,
} from './json.ts';
import type { MembershipEntry } from './memberships.ts';
import type { Organization, User } from './options.ts';
import type { RefreshToken } from './refresh-token.ts';
import type { Session } from './session.ts';
import type { AuthKitState } from './state.ts';

// Each parser throws InvalidInput. It keeps members that it does not know, so that new members of a state need no change.

const POLICIES = ['none', 'sso', 'mfa'] as const;

export function parseOrganization(item: JsonObject): Organization {
  return {
    ...item,
    id: asString(item.id, 'id'),
    slug: asString(item.slug, 'slug'),
    name: asString(item.name, 'name'),
    policy: asOneOf(item.policy, 'policy', POLICIES),
    // The memberships are stored by themselves.
    members: [],
  };
}

/** A user who signed up. */
export function parseUser(item: JsonObject): User {
  return {
    ...item,
    id: asString(item.id, 'id'),
    email: asString(item.email, 'email'),
    firstName: String(item.firstName ?? ''),
    lastName: String(item.lastName ?? ''),
    createdAt: asNumber(item.createdAt, 'createdAt', 0),
  };
}

export function parseMembership(item: JsonObject): MembershipEntry {
  return {
    ...item,
    userId: asString(item.userId, 'userId'),
    organizationId: asString(item.organizationId, 'organizationId'),
    role: asString(item.role, 'role'),
    permissions: asStrings(item.permissions, 'permissions'),
    status: asOneOf(item.status, 'status', ['active', 'inactive']),
  };
}

export function parseBrowserSession(item: JsonObject): BrowserSession {
  return {
    ...item,
    id: asString(item.id, 'id'),
    userId: asString(item.userId, 'userId'),
    authenticatedAt: asNumber(item.authenticatedAt, 'authenticatedAt', 0),
    steppedUpFor: new Set(asStrings(item.steppedUpFor, 'steppedUpFor')),
  };
}

export function parseSession(item: JsonObject): Session {
  return {
    ...item,
    sid: asString(item.sid, 'sid'),
    userId: asString(item.userId, 'userId'),
    browserSessionId: asString(item.browserSessionId, 'browserSessionId'),
    authenticationMethod: asOneOf(item.authenticationMethod, 'authenticationMethod', [
      'MagicAuth',
      'SSO',
      'Impersonation',
    ]),
    createdAt: asNumber(item.createdAt, 'createdAt', 0),
    authTime: asNumber(item.authTime, 'authTime', 0),
    organizationId: asOptionalString(item.organizationId, 'organizationId'),
    entered: new Set(asStrings(item.entered ?? [], 'entered')),
    steppedUpFor: new Set(asStrings(item.steppedUpFor, 'steppedUpFor')),
    lastExchangeAt: asNumber(item.lastExchangeAt, 'lastExchangeAt', 0),
    ended: asBoolean(item.ended, 'ended'),
  };
}

export function parseRefreshToken(item: JsonObject): {
  readonly value: string;
  readonly token: RefreshToken;
} {
  const value = asString(item.value, 'value');
  const sid = asString(item.sid, 'sid');
  if (item.exchange === undefined) return { value, token: { sid } };
  if (!isJsonObject(item.exchange)) throw new InvalidInput('"exchange" must be an object');
  const { at, response } = item.exchange;
  const repeated = isAuthenticateResponse(response) ? Promise.resolve(response) : undefined;
  return { value, token: { sid, exchange: { at: asNumber(at, 'at', 0), response: repeated } } };
}

/** The members that a client reads. The rest of the response is repeated as it was stored. */
function isAuthenticateResponse(value: unknown): value is AuthenticateResponse {
  return (
    isJsonObject(value) &&
    isJsonObject(value.user) &&
    typeof value.access_token === 'string' &&
    typeof value.refresh_token === 'string'
  );
}

export function parseCode(
  item: JsonObject,
  state: AuthKitState,
): { readonly code: string; readonly issued: IssuedCode | undefined } {
  const code = asString(item.code, 'code');
  const { grant } = item;
  if (!isJsonObject(grant) || !isJsonObject(grant.request))
    throw new InvalidInput('"grant" must be an object');
  // A user who signed out of AuthKit meanwhile has no browser session, and the code is left out.
  const browserSession = state.browserSessions.get(asString(grant.browserSession, 'browserSession'));
  const issued = browserSession && {
    expiresAt: asNumber(item.expiresAt, 'expiresAt', 0),
    used: asBoolean(item.used, 'used'),
    grant: {
      ...grant,
      request: parseRequest(grant.request),
      userId: asString(grant.userId, 'userId'),
      organizationId: asOptionalString(grant.organizationId, 'organizationId'),
      browserSession,
      authenticatedAt: asNumber(grant.authenticatedAt, 'authenticatedAt', 0),
      stepUp: asOneOf(grant.stepUp, 'stepUp', POLICIES),
    },
  };
  return { code, issued };
}

function parseRequest(item: JsonObject): AuthorizationRequest {
  return {
    ...item,
    clientId: asString(item.clientId, 'clientId'),
    redirectUri: asString(item.redirectUri, 'redirectUri'),
    codeChallenge: asString(item.codeChallenge, 'codeChallenge'),
    state: asOptionalString(item.state, 'state'),
    organizationId: asOptionalString(item.organizationId, 'organizationId'),
    loginHint: asOptionalString(item.loginHint, 'loginHint'),
    invitationToken: asOptionalString(item.invitationToken, 'invitationToken'),
    isSignUp: item.isSignUp === true,
    promptLogin: asBoolean(item.promptLogin, 'promptLogin'),
    maxAge: item.maxAge === undefined ? undefined : asNumber(item.maxAge, 'maxAge', 0),
  };
}

export function parseSignIn(item: JsonObject): readonly [user: string, at: number] {
  return [asString(item.user, 'user'), asNumber(item.at, 'at', 0)];
}
