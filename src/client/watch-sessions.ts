import type { KeyringSnapshot } from '../protocol/messages.ts';
import { callListeners } from './call-listeners.ts';
import type { Keyring } from './keyring.ts';
import { onRefusedResponse } from './refused-responses.ts';

/**
 * Whether the worker has confirmed the sessions that a page shows. `checking`: the page was out of use and may have
 * missed a sign-out. `failed`: the worker did not confirm them in time.
 */
export type Confirmation = 'confirmed' | 'checking' | 'failed';

/** What a page does with the state of its sessions. */
export interface SessionsWatcher {
  /** Called with each new state, before {@link onConfirmation} says that it is confirmed. */
  readonly onSnapshot: (snapshot: KeyringSnapshot) => void;
  /** Called at each change. Unless it is `confirmed`, show nothing of any session. Called before the next paint. */
  readonly onConfirmation: (confirmation: Confirmation) => void;
}

/** A watch of the sessions. */
export interface SessionsWatch {
  /** Reads the state again: for a retry button. */
  readonly check: () => void;
  readonly stop: () => void;
}

/** How long the worker may take to confirm the sessions, ms. A worker that is stopped starts within about 100 ms. */
const CONFIRMATION_LIMIT = 5_000;

/** How often a page looks whether it was suspended, ms. */
const HEARTBEAT = 5_000;
/** Time between two heartbeats from which on the page was suspended, ms: by a sleeping device, say. No event tells. */
const SUSPENDED_FROM = 3 * HEARTBEAT;
/** How often a visible page reads the state although nothing suggests that it missed an event, ms. */
const READ_INTERVAL = 30_000;

/**
 * Keeps a page's view of the sessions up to date: by the worker's events, and by reading the state again whenever
 * events may have been missed. A page that comes back from the back/forward cache, from being frozen, or from the
 * background must show nothing of a session before the worker confirms it (R54).
 *
 * @example
 * const { check } = watchSessions(keyring, {
 *   onSnapshot: ({ sessions }) => render(sessions),
 *   onConfirmation: (confirmation) => { root.hidden = confirmation !== 'confirmed'; },
 * });
 */
export function watchSessions(
  keyring: Pick<Keyring, 'snapshot' | 'subscribe'>,
  { onSnapshot, onConfirmation }: SessionsWatcher,
): SessionsWatch {
  let confirmation: Confirmation = 'confirmed';
  let turn = 0;
  let isReading = false;
  let isStale = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const setConfirmation = (next: Confirmation): void => {
    if (confirmation === next) return;
    confirmation = next;
    callListeners([onConfirmation], next);
  };
  const fail = (): void => {
    if (confirmation === 'checking') setConfirmation('failed');
  };

  const read = async (): Promise<void> => {
    turn += 1;
    const mine = turn;
    isReading = true;
    clearTimeout(timer);
    timer = setTimeout(fail, CONFIRMATION_LIMIT);
    try {
      let snapshot: KeyringSnapshot;
      do {
        isStale = false;
        snapshot = await keyring.snapshot();
        if (mine !== turn) return;
        // What arrived during the reading may be newer than its result.
      } while (isStale);
      callListeners([onSnapshot], snapshot);
      setConfirmation('confirmed');
    } catch {
      if (mine === turn) fail();
    } finally {
      if (mine === turn) {
        isReading = false;
        clearTimeout(timer);
      }
    }
  };

  /** Reads the state; a reading that has begun already may be too old, so another one follows it. */
  const reread = (): void => {
    if (isReading) isStale = true;
    else void read();
  };
  const conceal = (): void => setConfirmation('checking');
  /** Never joins an earlier reading: the page may have been frozen during it, and its reply may be lost. */
  const check = (): void => {
    conceal();
    void read();
  };

  const stopping = new AbortController();
  const { signal } = stopping;
  const { serviceWorker } = navigator;
  addEventListener('pagehide', ({ persisted }) => persisted && conceal(), { signal });
  addEventListener('pageshow', ({ persisted }) => persisted && check(), { signal });
  document.addEventListener('freeze', conceal, { signal });
  document.addEventListener('resume', check, { signal });
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && check(), {
    signal,
  });
  addEventListener('focus', reread, { signal });
  serviceWorker.addEventListener('controllerchange', reread, { signal });
  let beatAt = Date.now();
  let readAt = beatAt;
  const heartbeat = setInterval(() => {
    const now = Date.now();
    const isLate = now - beatAt >= SUSPENDED_FROM;
    beatAt = now;
    // Browsers slow down the timers of hidden pages; those are checked when they become visible.
    if (document.visibilityState !== 'visible') return;
    if (isLate) check();
    else if (now - readAt >= READ_INTERVAL) reread();
    else return;
    readAt = now;
  }, HEARTBEAT);
  const stopRefused = onRefusedResponse(reread);
  const unsubscribe = keyring.subscribe((event) => {
    if (event.type === 'sessions-changed') {
      isStale = true;
      onSnapshot(event);
    } else reread();
  });

  return {
    check,
    stop: () => {
      turn += 1;
      clearTimeout(timer);
      clearInterval(heartbeat);
      stopping.abort();
      stopRefused();
      unsubscribe();
    },
  };
}
