import type { KeyringEvent, SessionsSnapshot } from '../protocol/messages.ts';
import type { Confirmation, KeyringSnapshot } from './keyring-snapshot.ts';
import { onRefusedResponse } from './refused-responses.ts';

/** Where the sessions are read from, and what becomes of them. */
export interface SessionsWatch {
  /** Reads the sessions from the worker. */
  readonly read: () => Promise<SessionsSnapshot>;
  /** Calls a listener for each event of the worker. @returns stops it */
  readonly onEvent: (listener: (event: KeyringEvent) => void) => () => void;
  /** Called with what has changed. A confirmation arrives together with the sessions that it confirms. */
  readonly onChange: (change: Partial<KeyringSnapshot>) => void;
  /** Ends the watch. */
  readonly signal: AbortSignal;
}

/** How long the worker may take to confirm the sessions, ms. A worker that is stopped starts within about 100 ms. */
const CONFIRMATION_LIMIT = 5_000;

/** How often a page checks whether it was suspended, ms. */
const HEARTBEAT = 5_000;
/** A longer time between two heartbeats, ms, means that the page was suspended, for example by a sleeping device. */
const SUSPENDED_FROM = 3 * HEARTBEAT;
/** How often a visible page reads the sessions although nothing suggests that it missed an event, ms. */
const READ_INTERVAL = 30_000;

/**
 * Keeps a page's view of the sessions up to date: by the worker's events, and by reading the sessions again whenever
 * events may have been missed. A page that comes back from the back/forward cache, from being frozen, or from the
 * background must show nothing of a session before the worker confirms it (R54).
 *
 * @returns `check`: withdraws the confirmation and reads the sessions again. It rejects as `read` does
 */
export function watchSessions({ read, onEvent, onChange, signal }: SessionsWatch): {
  readonly check: () => Promise<void>;
} {
  let confirmation: Confirmation = 'checking';
  let turn = 0;
  let reading = Promise.resolve();
  let isReading = false;
  let isStale = false;
  /** Between `freeze` or `pagehide` and the return of the page, whose first task can be the reply to an earlier reading. */
  let isAway = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const setConfirmation = (next: Confirmation, sessions?: SessionsSnapshot): void => {
    confirmation = next;
    onChange({ ...(sessions && stateOf(sessions)), confirmation: next });
  };
  const fail = (): void => {
    if (confirmation === 'checking' && !isAway) setConfirmation('failed');
  };

  const readIn = async (mine: number): Promise<void> => {
    isReading = true;
    clearTimeout(timer);
    timer = setTimeout(fail, CONFIRMATION_LIMIT);
    try {
      let sessions: SessionsSnapshot;
      do {
        isStale = false;
        sessions = await read();
        // What arrived during the reading may be newer than its result.
      } while (mine === turn && isStale);
      if (mine === turn && !isAway) setConfirmation('confirmed', sessions);
    } catch (error) {
      if (mine === turn) {
        fail();
        throw error;
      }
    } finally {
      if (mine === turn) {
        isReading = false;
        clearTimeout(timer);
      }
    }
    // A later reading has replaced this one: its result is what the caller waits for.
    if (mine !== turn && !signal.aborted) return reading;
  };
  const startReading = (): Promise<void> => {
    turn += 1;
    reading = readIn(turn);
    reading.catch(() => {});
    return reading;
  };

  /** Reads the sessions. The reading that is under way may be too old, so another one follows it. */
  const reread = (): void => {
    if (isAway) return;
    if (isReading) isStale = true;
    else void startReading();
  };
  const conceal = (): void => {
    if (confirmation !== 'checking') setConfirmation('checking');
  };
  const leave = (): void => {
    isAway = true;
    conceal();
  };
  /** Never joins an earlier reading: the page may have been frozen during it, and its reply may be lost. */
  const check = (): Promise<void> => {
    isAway = false;
    conceal();
    return startReading();
  };
  const onRestored = ({ persisted }: PageTransitionEvent): void => {
    if (persisted) void check();
  };
  const onVisibility = (): void => {
    if (document.visibilityState === 'visible') void check();
  };

  addEventListener('pagehide', ({ persisted }) => persisted && leave(), { signal });
  addEventListener('pageshow', onRestored, { signal });
  document.addEventListener('freeze', leave, { signal });
  document.addEventListener('resume', () => void check(), { signal });
  document.addEventListener('visibilitychange', onVisibility, { signal });
  addEventListener('focus', reread, { signal });
  navigator.serviceWorker.addEventListener('controllerchange', reread, { signal });
  let beatAt = Date.now();
  let readAt = beatAt;
  const heartbeat = setInterval(() => {
    const now = Date.now();
    const isLate = now - beatAt >= SUSPENDED_FROM;
    beatAt = now;
    // Browsers slow down the timers of hidden pages; those are checked when they become visible.
    if (document.visibilityState !== 'visible') return;
    if (isLate) void check();
    // The clock may have been set back.
    else if (Math.abs(now - readAt) >= READ_INTERVAL) reread();
    else return;
    readAt = now;
  }, HEARTBEAT);
  const stopRefused = onRefusedResponse(reread);
  const stopEvents = onEvent((event) => {
    if (event.type === 'sessions-changed') {
      isStale = true;
      onChange(stateOf(event));
    } else reread();
  });
  signal.addEventListener('abort', () => {
    turn += 1;
    clearTimeout(timer);
    clearInterval(heartbeat);
    stopRefused();
    stopEvents();
  });
  return { check };
}

/** What a message says of the sessions. What it leaves out is over. */
function stateOf({ sessions, unnamed, withoutOrganization, storage }: SessionsSnapshot): SessionsSnapshot {
  return { sessions, unnamed, withoutOrganization, storage };
}
