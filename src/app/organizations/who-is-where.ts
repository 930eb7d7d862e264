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

/** Ids of the users that these sessions name. */
export function usersOf(
  sessions: readonly SessionStatus[],
  withoutOrganization?: SessionState,
): readonly string[] {
  const states = [
    ...sessions.map(({ session }) => session),
    ...(withoutOrganization ? [withoutOrganization] : []),
  ];
  return states.flatMap((session) => ('user' in session ? (session.user?.id ?? []) : []));
}

/**
 * Whether none of the users from before is left. A page that comes back from the back/forward cache, or from being frozen, can
 * find other users without a moment in which no user was signed in.
 */
export function areOthers(before: readonly string[], now: readonly string[]): boolean {
  return before.length > 0 && !before.some((id) => now.includes(id));
}

function identityOf(session: SessionState): string {
  const user = 'user' in session ? (session.user?.id ?? '') : '';
  return `${isUsable(session) ? 'usable' : session.status}:${user}`;
}
