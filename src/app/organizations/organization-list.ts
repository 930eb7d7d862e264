import { isUsable, type SessionState, type SessionStatus } from '../../client/index.ts';

const ABSENT: SessionState = { status: 'absent' };

/**
 * Combines the list with the live sessions, whose state is newer. An organization whose session is no longer listed has
 * no session.
 */
export function withLiveStates(
  listed: readonly SessionStatus[],
  sessions: readonly SessionStatus[],
): readonly SessionStatus[] {
  const outdated = listed.map(({ organization, session }) => ({
    organization,
    session: 'user' in session ? ABSENT : session,
  }));
  return [...new Map([...outdated, ...sessions].map((status) => [status.organization.id, status])).values()];
}

/** Whether a session may be that of an organization which its user has left. */
export function isOver(session: SessionState): boolean {
  const { status } = session;
  return status === 'signed-out' || (status === 'needs-authorization' && session.reason === 'not_a_member');
}

/** Sorts a list: the last used, organizations with a usable session, then by name. @param lastUsed ids, the latest first */
export function sorted(
  list: readonly SessionStatus[],
  lastUsed: readonly string[],
): readonly SessionStatus[] {
  // If an organization occurs twice, its first position counts.
  const places = new Map([...lastUsed].reverse().map((id, place) => [id, lastUsed.length - place]));
  const placeOf = ({ organization }: SessionStatus): number =>
    places.get(organization.id) ?? Number.MAX_SAFE_INTEGER;
  return [...list].sort(
    (a, b) =>
      placeOf(a) - placeOf(b) ||
      Number(isUsable(b.session)) - Number(isUsable(a.session)) ||
      a.organization.name.localeCompare(b.organization.name, 'en', { numeric: true }),
  );
}
