import type { OrganizationKey, RequestOwner } from '../../client/index.ts';
import { isOnline } from '../ui/connection.ts';
import { problemWords } from '../ui/problem.ts';
import { type Outbox, openOutbox, outboxLock, type QueuedNote } from './outbox.ts';
import { announceOutbox } from './outbox-channel.ts';
import { sendNote } from './send-note.ts';

/** Retry delays while the browser reports a network, ms. */
const FIRST_PAUSE = 2_000;
const LONGEST_PAUSE = 60_000;
/** Longest wait for another tab that sends, ms: longer than one attempt of `sendNote`, after which it releases the lock. */
const LOCK_PATIENCE = 45_000;
/** Random extra delay, ms, so that clients with the same `Retry-After` do not all retry at the same moment. */
const SPREAD = 2_000;

interface Sending {
  /** A note was queued since the outbox was last read. */
  isStale: boolean;
  /** The user requested the next attempt. */
  isRequested: boolean;
  running: Promise<SendingOutcome> | undefined;
  pause: number;
  timer: ReturnType<typeof setTimeout> | undefined;
}

/** `blocked`: the remaining notes need a sign-in. `later`: they need the network or the API. */
export type SendingOutcome = 'done' | 'later' | 'blocked';

interface Attempt {
  readonly outcome: SendingOutcome;
  /** End of the wait that the server requested, ms since the epoch. */
  readonly pausedUntil?: number | undefined;
  /** The server requested the wait in its response to this attempt. */
  readonly isRefusal?: boolean;
}

/** One entry for each queue, so that a failing organization never delays another. */
const sendings = new Map<string, Sending>();

/**
 * Sends the unsent notes of one user in one organization, in order, independent of the open organization. One tab
 * sends at a time. Notes that cannot be sent stay queued and are retried after a delay, and whenever this is called.
 *
 * A wait that the server requested (`Retry-After`) applies to every tab. Only an explicit request of the user is sent
 * earlier.
 *
 * @param isRequested whether the user requested it with a click
 * @returns the outcome of this attempt; never rejects
 */
export function sendOutbox(
  slug: OrganizationKey,
  owner: RequestOwner,
  isRequested = false,
): Promise<SendingOutcome> {
  const name = outboxLock(owner);
  const sending = sendings.get(name) ?? {
    isStale: false,
    isRequested: false,
    running: undefined,
    pause: FIRST_PAUSE,
    timer: undefined,
  };
  sendings.set(name, sending);
  sending.isStale = true;
  sending.isRequested ||= isRequested;
  clearTimeout(sending.timer);
  sending.running ??= run(name, sending, slug, owner);
  return sending.running;
}

async function run(
  name: string,
  sending: Sending,
  slug: OrganizationKey,
  owner: RequestOwner,
): Promise<SendingOutcome> {
  let attempt: Attempt = { outcome: 'later' };
  try {
    do {
      const { isRequested } = sending;
      sending.isStale = false;
      sending.isRequested = false;
      attempt = await inTurn(name, () => sendAll(slug, owner, isRequested));
      // A request that the user made in the meantime would get the same response.
    } while (sending.isStale && attempt.isRefusal !== true);
  } catch {
    // The worker or the storage is unavailable. The notes stay queued.
    attempt = { outcome: 'later' };
  }
  const { outcome, pausedUntil } = attempt;
  sending.isRequested = false;
  sending.running = undefined;
  // A failure without a network says nothing about the API, so the delay starts again at its minimum.
  sending.pause = isOnline() ? pauseAfter(outcome, sending.pause) : FIRST_PAUSE;
  // While offline, the `online` event triggers the next attempt. The browser may be wrong, so a timer runs as well.
  const ownPause = (isOnline() ? sending.pause : LONGEST_PAUSE) * (0.5 + Math.random() / 2);
  const serverPause = pausedUntil === undefined ? 0 : pausedUntil - Date.now() + Math.random() * SPREAD;
  if (outcome !== 'done')
    sending.timer = setTimeout(() => sendOutbox(slug, owner), Math.max(ownPause, serverPause));
  return outcome;
}

/**
 * Runs the task when no other tab sends. A tab that keeps the lock, for example because it is frozen, stops no note: the
 * idempotency key of each note makes it safe to send beside that tab.
 */
async function inTurn<T>(lock: string, task: () => Promise<T>): Promise<T> {
  let running: Promise<T> | undefined;
  const start = (): Promise<T> => {
    running ??= task();
    return running;
  };
  const waiting = new AbortController();
  const timer = setTimeout(() => waiting.abort(), LOCK_PATIENCE);
  try {
    return await navigator.locks.request(lock, { signal: waiting.signal }, start);
  } catch {
    return await start();
  } finally {
    clearTimeout(timer);
  }
}

function pauseAfter(outcome: SendingOutcome, pause: number): number {
  if (outcome === 'done') return FIRST_PAUSE;
  // Without a session the next sign-in triggers an attempt. The timer is only a fallback.
  return outcome === 'blocked' ? LONGEST_PAUSE : Math.min(pause * 2, LONGEST_PAUSE);
}

async function sendAll(slug: OrganizationKey, owner: RequestOwner, isRequested: boolean): Promise<Attempt> {
  const outbox = await openOutbox(owner);
  // The user is signed out, or storage is unavailable.
  if (outbox === undefined) return { outcome: 'done' };
  const pausedUntil = await outbox.pausedUntil(Date.now());
  for (;;) {
    const waiting = (await outbox.list()).filter(({ refusal }) => refusal === null);
    if (waiting.length === 0) return { outcome: 'done' };
    if (pausedUntil !== undefined && !isRequested) return { outcome: 'later', pausedUntil };
    for (const note of waiting) {
      const attempt = await sendOne(slug, owner, outbox, note);
      if (attempt.outcome !== 'done') return attempt;
    }
  }
}

async function sendOne(
  slug: OrganizationKey,
  owner: RequestOwner,
  outbox: Outbox,
  note: QueuedNote,
): Promise<Attempt> {
  const outcome = await sendNote(slug, owner, note);
  if (outcome.type === 'later') return pauseOutbox(owner, outbox, outcome);
  await outbox.setPause(Date.now(), 0);
  if (outcome.type === 'sent') await outbox.delete(note.key);
  else await outbox.put({ ...note, refusal: problemWords(outcome.problem) });
  announceOutbox(owner, outcome.type === 'sent' ? outcome.note : null);
  return { outcome: 'done' };
}

/** Stores the wait that the server requested, for every tab and for reloads. */
async function pauseOutbox(
  owner: RequestOwner,
  outbox: Outbox,
  { isBlocked, retryAfter }: { readonly isBlocked: boolean; readonly retryAfter: number | null },
): Promise<Attempt> {
  const outcome = isBlocked ? 'blocked' : 'later';
  if (retryAfter === null || retryAfter === 0) return { outcome };
  const now = Date.now();
  // If storage is full, only this tab observes the wait.
  await outbox.setPause(now, retryAfter).catch(() => {});
  announceOutbox(owner);
  return { outcome, pausedUntil: now + retryAfter, isRefusal: true };
}
