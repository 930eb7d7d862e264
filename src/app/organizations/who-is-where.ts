import { isUsable, type SessionStatus } from '../../client/index.ts';

/** Who is signed in where, in one comparable text; a refresh does not change it. */
export function whoIsWhere(sessions: readonly SessionStatus[]): string {
  return sessions.map(identityOf).sort().join();
}

function identityOf({ organization, session }: SessionStatus): string {
  const user = 'user' in session ? (session.user?.id ?? '') : '';
  return `${organization.id}:${isUsable(session) ? 'usable' : session.status}:${user}`;
}
