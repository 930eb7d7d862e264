import { createEffect, createMemo, on, onCleanup } from 'solid-js';
import { isUsable, type SessionStatus } from '../../client/index.ts';
import { useKeyring } from '../../solid/index.ts';
import { whoIsWhere } from '../organizations/who-is-where.ts';
import { markUsed } from '../sessions/device-storage.ts';
import { waitingNotes } from './outbox.ts';
import { sendOutbox } from './send-outbox.ts';

/**
 * Sends the unsent notes of every organization in which their author is signed in. Runs when a page starts, when a user
 * signs in, and when the browser goes online.
 */
export function OutboxSender() {
  const { sessions } = useKeyring();
  const sendAll = async (): Promise<void> => {
    const waiting = await waitingNotes();
    for (const status of sessions()) {
      const owner = waiting.find((one) => one.count > 0 && isOf(status, one));
      if (owner !== undefined) void sendOutbox(status.organization.slug, owner);
    }
  };
  // Without storage there are no unsent notes.
  const send = (): void => void sendAll().catch(() => {});

  // A token refresh does not change this value. Otherwise a failed attempt, which may refresh a token, would trigger
  // the next.
  const where = createMemo(() => whoIsWhere(sessions()));
  createEffect(
    on(where, (identities) => {
      send();
      if (identities !== '') markUsed().catch(() => {});
    }),
  );
  addEventListener('online', send);
  onCleanup(() => removeEventListener('online', send));
  return null;
}

function isOf({ organization, session }: SessionStatus, owner: { organizationId: string; userId: string }) {
  return isUsable(session) && organization.id === owner.organizationId && session.user.id === owner.userId;
}
