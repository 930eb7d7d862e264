import { createEffect, on } from 'solid-js';
import { impersonationOf, type OrganizationKey, type SessionStatus } from '../../client/index.ts';
import { useKeyring } from '../../solid/index.ts';
import { deleteDrafts } from '../notes/note-draft.ts';
import { deleteNotes } from '../notes/notes.ts';
import { isTakenAway } from './is-taken-away.ts';

/**
 * Deletes an organization's data from this page's memory after the user signed out, another user signed in, or AuthKit took
 * the organization away. Text that the user has typed stays then, unless another person acted as the user. If the session
 * only expired, the page stays, because it shows the user's own work.
 */
export function DeleteSignedOut() {
  const { sessions } = useKeyring();
  createEffect(
    on(sessions, (current, previous = []) => {
      for (const before of previous) {
        const after = current.find(({ organization }) => organization.id === before.organization.id);
        const { slug } = before.organization;
        const isTaken = after !== undefined && isTakenAway(before.session, after.session);
        if (!isSameUser(before, after) || (isTaken && isImpersonated(before))) deleteData(slug);
        else if (isTaken) deleteNotes(slug);
      }
    }),
  );
  return null;
}

function isSameUser(before: SessionStatus, after: SessionStatus | undefined): boolean {
  if (after === undefined || after.session.status === 'signed-out') return false;
  // A slug that was reassigned to another organization must not inherit any data.
  if (after.organization.slug !== before.organization.slug) return false;
  const userBefore = userIdOf(before);
  const userAfter = userIdOf(after);
  return userBefore === undefined || userAfter === undefined || userBefore === userAfter;
}

function isImpersonated({ session }: SessionStatus): boolean {
  return impersonationOf(session) !== undefined;
}

function userIdOf({ session }: SessionStatus): string | undefined {
  return 'user' in session ? session.user?.id : undefined;
}

function deleteData(slug: OrganizationKey): void {
  deleteNotes(slug);
  deleteDrafts(slug);
}
