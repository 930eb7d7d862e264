import { isUsable, type SessionState, type SessionStatus } from '../../client/index.ts';

/**
 * A string that identifies which users are signed in to which organizations. A token refresh does not change it.
 *
 * @param withoutOrganization the session of a user who belongs to no organization
 */
export function whoIsWhere(sessions: readonly SessionStatus[], withoutOrganization?: SessionState): string {
  const withoutOne = withoutOrganization === undefined ? [] : [`:${identityOf(withoutOrganization)}`];
  const all = sessions.map(({ organization, session }) => `${organization.id}:${identityOf(session)}`);
  return [...all, ...withoutOne].sort().join();
}

function identityOf(session: SessionState): string {
  const user = 'user' in session ? (session.user?.id ?? '') : '';
  return `${isUsable(session) ? 'usable' : session.status}:${user}`;
}
