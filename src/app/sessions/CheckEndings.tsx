import { createEffect, createMemo, onCleanup } from 'solid-js';
import { isUsable, type SessionStatus } from '../../client/index.ts';
import { useKeyring } from '../../solid/index.ts';
import { isVisible } from '../notes/is-visible.ts';
import { now } from '../ui/time-words.ts';

/** A timer starts when a session ends within this time, ms: browsers forget timers of more than 24 days. */
const SOON = 60_000;

/**
 * Reads the sessions again as soon as the maximum age of one has passed. Otherwise an idle page would show it until the next
 * reading, up to 30 s later.
 */
export function CheckEndings() {
  const { keyring, sessions } = useKeyring();
  const next = createMemo(() => Math.min(...sessions().map(endOf)));
  const isSoon = createMemo(() => next() - now() < SOON);
  createEffect(() => {
    if (!isSoon()) return;
    const check = (): void => {
      // A hidden page reads the sessions as soon as it is shown.
      if (isVisible()) keyring.check().catch(() => {});
    };
    const timer = setTimeout(check, next() - Date.now() + 1);
    onCleanup(() => clearTimeout(timer));
  });
  return null;
}

/** When a session ends at the latest, ms since the epoch. */
function endOf({ session }: SessionStatus): number {
  return isUsable(session) ? (session.endsAt ?? Number.POSITIVE_INFINITY) : Number.POSITIVE_INFINITY;
}
