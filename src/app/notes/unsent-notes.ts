import { waitingNotes } from './outbox.ts';
import { followOutbox } from './outbox-channel.ts';

/** Counts the unsent notes of this device in the organizations that `isMeant` accepts. Never rejects. */
export async function countUnsentNotes(isMeant: (organizationId: string) => boolean): Promise<number> {
  // Without storage there are no unsent notes.
  const waiting = await waitingNotes().catch(() => []);
  return waiting.reduce((sum, { organizationId, count }) => sum + (isMeant(organizationId) ? count : 0), 0);
}

/** Calls a listener after each change of the unsent notes of this device. @returns stops it */
export function followUnsentNotes(onChange: () => Promise<void>): () => void {
  const stops: (() => void)[] = [];
  let isOver = false;
  waitingNotes().then(
    (owners) => {
      if (isOver) return;
      for (const owner of owners) stops.push(followOutbox(owner, () => void onChange()));
      // A note may have been sent before this page listened.
      void onChange();
    },
    () => {},
  );
  return () => {
    isOver = true;
    for (const stop of stops) stop();
  };
}
