import { createSessionHandle, isUsable, type SessionStatus, type SessionUser } from '../client/index.ts';
import type { AuthenticationMethod, OnRefreshResponse, User } from './types.ts';

/** Describes a session as `onRefresh` does. `undefined`: it cannot be used. */
export function refreshResponseOf(status: SessionStatus | undefined): OnRefreshResponse | undefined {
  if (status === undefined || !isUsable(status.session)) return undefined;
  const { organization, session } = status;
  const { impersonator } = session;
  return {
    user: userOf(session.user),
    accessToken: createSessionHandle(organization, session),
    organizationId: organization.id,
    ...(impersonator !== null && { impersonator: { ...impersonator } }),
    // WorkOS may add methods, and `@workos-inc/authkit-js` passes on unchecked what it gets.
    authenticationMethod: session.authenticationMethod as AuthenticationMethod,
  };
}

/** Describes a user as `@workos-inc/authkit-js` does. */
function userOf(user: SessionUser): User {
  return {
    object: 'user',
    id: user.id,
    email: user.email,
    emailVerified: user.emailVerified,
    profilePictureUrl: user.picture,
    firstName: user.firstName,
    lastName: user.lastName,
    lastSignInAt: user.lastSignInAt,
    externalId: user.externalId ?? undefined,
    createdAt: user.createdAt ?? '',
    updatedAt: user.updatedAt ?? '',
  };
}
