import { createEffect, createMemo, on, onCleanup } from 'solid-js';
import { isUsable, type SessionStatus } from '../../client/index.ts';
import { useKeyring } from '../../solid/index.ts';
import { whoIsWhere } from '../organizations/who-is-where.ts';
import { markUsed } from '../sessions/device-storage.ts';
import { waitingNotes } from './outbox.ts';
import { sendOutbox } from './send-outbox.ts';

/**
 * Sends what waits on this device, of every organization whose session its writer has again: when a page starts, when
 * somebody signs in, and when the network comes back.
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
  // Without storage there is nothing to send.
  const send = (): void => void sendAll().catch(() => {});

  // Nothing of refreshes: a sending that fails must not cause the next.
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
