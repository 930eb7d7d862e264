import type { OrganizationDirectory } from './organizations/organization-directory.ts';
import type { IdentityProvider } from './ports/provider.ts';
import type { SessionStore } from './ports/stores.ts';
import type { Refresher } from './refresh/refresher.ts';
import type { Credentials } from './session/credentials.ts';
import { type Session, userOf } from './session/session.ts';
import type { SessionChanges } from './session/session-changes.ts';
import type { SignIns } from './sign-in/sign-ins.ts';

/** What a sign-out needs. */
export interface SignOutParts {
  readonly store: SessionStore;
  readonly directory: OrganizationDirectory;
  readonly provider: IdentityProvider;
  readonly changes: SessionChanges;
  readonly credentials: Credentials;
  readonly refresher: Refresher;
  readonly signIns: SignIns;
}

/**
 * Signs out: it deletes the flows, writes a tombstone for each session, then deletes the data of each user (R42).
 *
 * @returns where to navigate to end the provider's own cookie as well: after a sign-out of all sessions, or of an
 *   impersonated one; null if another session may remain
 */
export async function signOut(
  parts: SignOutParts,
  organizationIds: readonly string[] | 'all',
): Promise<string | null> {
  const { store, directory, provider, signIns, changes, credentials, refresher } = parts;
  const isAll = organizationIds === 'all';
  const leave = async (): Promise<readonly Session[]> => {
    // An organization that is being opened has no session yet. The sign-out wins over that too.
    const opening = refresher.runningFor.map((id) => store.read(id));
    const sessions = [...(await store.list()), ...(await Promise.all(opening))];
    const left = sessions.filter(({ organizationId }) => isAll || organizationIds.includes(organizationId));
    const leftIds = new Set(left.map(({ organizationId }) => organizationId));
    await Promise.all([...leftIds].map((id) => changes.apply(id, { type: 'signed-out' })));
    const userIds = new Set(left.map((session) => userOf(session)?.id));
    await credentials.revokeUnused(
      ({ user }) => isAll || userIds.has(user.id),
      isAll ? undefined : (id) => refresher.runningWith(id),
    );
    return left;
  };
  // First: a sign-in that was stored before is among the sessions, and a later one ends itself.
  await signIns.clear(organizationIds);
  const leaving = await leave();
  if (isAll) {
    // Until its credential was deleted, another organization could be opened with it.
    await leave();
    await directory.clear();
  }
  // The provider's own session impersonates the user too. If it stayed, the next sign-in would impersonate again.
  const ending = isAll ? leaving : leaving.filter(isImpersonated);
  const last = ending.find((session) => session.status === 'active');
  return last === undefined ? null : provider.logoutUrl(last.sessionId);
}

function isImpersonated(session: Session): boolean {
  return session.status === 'active' && session.claims.impersonator !== null;
}
