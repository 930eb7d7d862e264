import { accessTokenClaims, signAccessToken } from './access-token.ts';
import type { AuthenticateResponse, UserObject } from './authenticate-objects.ts';
import type { User } from './people.ts';
import type { Session } from './session.ts';
import type { AuthKitContext } from './state.ts';

/** The response to both grants: a new access token and the next refresh token of the session. */
export async function issueTokens(
  { keys, now, options, state }: AuthKitContext,
  user: User,
  session: Session,
): Promise<AuthenticateResponse> {
  const { organizationId } = session;
  if (organizationId !== undefined) session.entered.add(organizationId);
  const rights = organizationId === undefined ? undefined : state.memberships.rights(user.id, organizationId);
  const membership = organizationId !== undefined && rights ? { organizationId, ...rights } : undefined;
  const claims = accessTokenClaims({ session, membership }, state.settings, options.clientId, now());
  const refreshToken = state.refreshTokens.issue(session.sid);
  return {
    user: userObject(user, state.lastSignInAt.get(user.id)),
    ...(organizationId !== undefined && { organization_id: organizationId }),
    access_token: await signAccessToken({ ...claims, ...wrongClaims(state, organizationId) }, keys.current),
    refresh_token: refreshToken,
    authentication_method: session.authenticationMethod,
    ...(session.impersonation && {
      impersonator: { email: session.impersonation.email, reason: session.impersonation.reason },
    }),
  };
}

/**
 * The settings `wrongOrganization` and `wrongSubject` change only the token. The response body names the requested
 * values, so tests detect a client that trusts the body and does not verify the token.
 */
function wrongClaims({ settings, memberships }: AuthKitContext['state'], organizationId: string | undefined) {
  const { wrongOrganization, wrongSubject } = settings;
  const organization =
    wrongOrganization === true ? memberships.organizationOtherThan(organizationId)?.id : wrongOrganization;
  const subject = wrongSubject === true ? 'user_somebody_else' : wrongSubject;
  return { ...(organization && { org_id: organization }), ...(subject && { sub: subject }) };
}

function userObject(user: User, lastSignInAt: number | undefined): UserObject {
  return {
    object: 'user',
    id: user.id,
    email: user.email,
    email_verified: true,
    first_name: user.firstName,
    last_name: user.lastName,
    profile_picture_url: user.picture ?? null,
    external_id: user.externalId ?? null,
    metadata: user.metadata ?? {},
    last_sign_in_at: lastSignInAt === undefined ? null : new Date(lastSignInAt).toISOString(),
    locale: 'en-US',
    created_at: new Date(user.createdAt).toISOString(),
    updated_at: new Date(user.createdAt).toISOString(),
  };
}
