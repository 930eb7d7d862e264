import { createEffect, on } from 'solid-js';
import type { OrganizationSlug, SessionStatus } from '../../client/index.ts';
import { useKeyring } from '../../solid/index.ts';
import { deleteDraft } from '../notes/note-draft.ts';
import { deleteNotes } from '../notes/notes.ts';

/**
 * Deletes an organization's data from this page's memory after the user signed out or another user signed in. If the
 * session only expired or was revoked, the page stays, because it shows the user's own work.
 */
export function DeleteSignedOut() {
  const { sessions } = useKeyring();
  createEffect(
    on(sessions, (current, previous = []) => {
      for (const before of previous) {
        const after = current.find(({ organization }) => organization.id === before.organization.id);
        if (isSameUser(before, after)) continue;
        deleteData(before.organization.slug);
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

function userIdOf({ session }: SessionStatus): string | undefined {
  return 'user' in session ? session.user?.id : undefined;
}

function deleteData(slug: OrganizationSlug): void {
  deleteNotes(slug);
  deleteDraft(slug);
}
