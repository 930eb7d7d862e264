import { createEffect, on } from 'solid-js';
import type { OrganizationSlug, SessionStatus } from '../../client/index.ts';
import { useKeyring } from '../../solid/index.ts';
import { forgetDraft } from '../notes/note-draft.ts';
import { forgetNotes } from '../notes/notes.ts';
import { forgetMe } from '../organizations/me.ts';

/**
 * Empties this page's memory of an organization when its person has signed out of it, or another person signed in.
 * A session that merely ended keeps what is on the screen: it is that person's own work.
 */
export function ForgetSignedOut() {
  const { sessions } = useKeyring();
  createEffect(
    on(sessions, (current, previous = []) => {
      for (const before of previous) {
        const after = current.find(({ organization }) => organization.id === before.organization.id);
        if (isSamePerson(before, after)) continue;
        forget(before.organization.slug);
      }
    }),
  );
  return null;
}

function isSamePerson(before: SessionStatus, after: SessionStatus | undefined): boolean {
  if (after === undefined || after.session.status === 'signed-out') return false;
  // A slug that was given to another organization must not carry anything over.
  if (after.organization.slug !== before.organization.slug) return false;
  const userBefore = userIdOf(before);
  const userAfter = userIdOf(after);
  return userBefore === undefined || userAfter === undefined || userBefore === userAfter;
}

function userIdOf({ session }: SessionStatus): string | undefined {
  return 'user' in session ? session.user?.id : undefined;
}

function forget(slug: OrganizationSlug): void {
  forgetNotes(slug);
  forgetDraft(slug);
  forgetMe(slug);
}
