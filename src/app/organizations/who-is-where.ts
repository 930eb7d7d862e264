import { isUsable, type SessionStatus } from '../../client/index.ts';

/** A string that identifies which users are signed in to which organizations. A token refresh does not change it. */
export function whoIsWhere(sessions: readonly SessionStatus[]): string {
  return sessions.map(identityOf).sort().join();
}

function identityOf({ organization, session }: SessionStatus): string {
  const user = 'user' in session ? (session.user?.id ?? '') : '';
  return `${organization.id}:${isUsable(session) ? 'usable' : session.status}:${user}`;
}
