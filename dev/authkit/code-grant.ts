import type { AuthenticateResponse } from './authenticate-objects.ts';
import { issueTokens } from './authenticate-response.ts';
import type { AuthorizationGrant, CodeExchange } from './authorization-code.ts';
import { oauthError } from './errors.ts';
import { refusedEntry } from './organization-access.ts';
import type { LogEntry } from './request-log.ts';
import { hasEnded, type Session } from './session.ts';
import type { AuthKitContext } from './state.ts';

/**
 * `grant_type=authorization_code` with PKCE: starts a session.
 * @throws {Refusal} `invalid_grant`; `organization_membership_not_found` if the membership ended after the code was
 *   issued
 */
export function exchangeCode(
  context: AuthKitContext,
  exchange: CodeExchange,
  entry: LogEntry,
): Promise<AuthenticateResponse> {
  const { state, now } = context;
  const grant = state.codes.redeem(exchange, now());
  const user = state.memberships.user(grant.userId);
  if (!user) throw oauthError('invalid_grant', 'The user of this code no longer exists.');

  const { organizationId } = grant;
  const steppedUpFor = new Set(
    grant.stepUp !== 'none' && organizationId !== undefined ? [organizationId] : [],
  );
  const refused =
    organizationId === undefined
      ? undefined
      : refusedEntry(user, organizationId, state.memberships, steppedUpFor);
  if (refused) throw refused;

  const session = sessionFor(grant, context);
  for (const id of steppedUpFor) session.steppedUpFor.add(id);
  session.organizationId = organizationId;
  session.authTime = Math.floor(grant.authenticatedAt / 1000);
  session.lastExchangeAt = now();
  entry.sid = session.sid;
  return issueTokens(context, user, session);
}

/**
 * Whether WorkOS issues a new `sid` for a new authorization under a live AuthKit session is undocumented. By default
 * this stand-in does. The settings `sharedSid` and `reauthorizeSameSid` select the two alternatives.
 */
function sessionFor(grant: AuthorizationGrant, { state, now }: AuthKitContext): Session {
  const { settings, sessions } = state;
  const { sharedSid, reauthorizeSameSid } = settings;
  const { impersonation, identityProviderSessionEndsAt } = grant.browserSession;
  const reusable = sessions.find(
    (session) =>
      !hasEnded(session, settings, now()) &&
      session.browserSessionId === grant.browserSession.id &&
      (sharedSid || (reauthorizeSameSid && session.organizationId === grant.organizationId)),
  );
  return (
    reusable ??
    sessions.start(
      {
        userId: grant.userId,
        browserSessionId: grant.browserSession.id,
        authenticationMethod: impersonation ? 'Impersonation' : grant.stepUp === 'sso' ? 'SSO' : 'MagicAuth',
        ...(impersonation && { impersonation }),
        ...(grant.stepUp === 'sso' &&
          identityProviderSessionEndsAt !== undefined && { identityProviderSessionEndsAt }),
        authTime: Math.floor(grant.authenticatedAt / 1000),
      },
      now(),
    )
  );
}
