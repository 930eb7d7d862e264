import { onMount } from 'solid-js';
import type { SessionStatus } from '../../client/index.ts';
import { useKeyring } from '../../solid/index.ts';
import { keepDrafts } from './note-draft.ts';
import { type DraftPlace, forgetParked } from './parked-drafts.ts';

/**
 * Lets what is typed outlive the page, unless the host wants nothing at rest; and drops what belongs to a session that
 * was signed out of while this tab was elsewhere.
 */
export function DraftKeeper() {
  const { keyring, sessions, unnamed, storage } = useKeyring();
  // A database that does not work lists no session, one without a name is not listed either, and that is no sign-out.
  if (storage() === 'durable' && unnamed() === 0)
    forgetParked((place) => !sessions().some((status) => mayBeOf(status, place)));
  // Without an answer nothing is kept, rather than something that may not be.
  onMount(
    () =>
      void keyring.vaultMode().then(
        (mode) => mode !== 'memory' && keepDrafts(),
        () => {},
      ),
  );
  return null;
}

/** Somebody who is just signing in, or has to, is not known by name; a sign-out is. */
function mayBeOf({ organization, session }: SessionStatus, { slug, userId }: DraftPlace): boolean {
  if (organization.slug !== slug || session.status === 'signed-out') return false;
  return !('user' in session) || session.user === null || session.user.id === userId;
}
