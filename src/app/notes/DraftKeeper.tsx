import { onMount } from 'solid-js';
import type { SessionStatus } from '../../client/index.ts';
import { useKeyring } from '../../solid/index.ts';
import { keepDrafts } from './note-draft.ts';
import { type DraftPlace, deleteParked } from './parked-drafts.ts';

/**
 * Stores drafts so that they survive a reload, except with the memory vault. Deletes drafts of sessions that the user
 * signed out of while this tab was on another site.
 */
export function DraftKeeper() {
  const { keyring, sessions, unnamed, storage } = useKeyring();
  // Without a working database no session is listed, and an unnamed session is never listed. Neither means that the
  // user signed out.
  if (storage() === 'durable' && unnamed() === 0)
    deleteParked((place) => !sessions().some((status) => mayBeOf(status, place)));
  // If the worker does not respond, drafts are not stored, because the vault mode may forbid it.
  onMount(
    () =>
      void keyring.vaultMode().then(
        (mode) => mode !== 'memory' && keepDrafts(),
        () => {},
      ),
  );
  return null;
}

/**
 * While a sign-in is pending, the session has no user to compare, so the draft is kept. A signed-out session never
 * matches.
 */
function mayBeOf({ organization, session }: SessionStatus, { slug, userId }: DraftPlace): boolean {
  if (organization.slug !== slug || session.status === 'signed-out') return false;
  return !('user' in session) || session.user === null || session.user.id === userId;
}
