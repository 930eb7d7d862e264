import type { OrganizationSlug, RequestOwner } from '../../client/index.ts';
import { isOnline } from '../ui/connection.ts';
import { problemWords } from '../ui/problem.ts';
import { type Outbox, openOutbox, outboxLock, type QueuedNote } from './outbox.ts';
import { announceOutbox } from './outbox-channel.ts';
import { sendNote } from './send-note.ts';

/** Pauses between two attempts while the network seems to be there, ms. */
const FIRST_PAUSE = 2_000;
const LONGEST_PAUSE = 60_000;
/** Clients that were told the same time do not all return at that moment, ms. */
const SPREAD = 2_000;

interface Sending {
  /** Something was queued since the last look. */
  isStale: boolean;
  /** The user asked for the next attempt. */
  isRequested: boolean;
  running: Promise<SendingOutcome> | undefined;
  pause: number;
  timer: ReturnType<typeof setTimeout> | undefined;
}

/** `blocked`: what is left waits for a sign-in; `later`: for the network, or for the API. */
export type SendingOutcome = 'done' | 'later' | 'blocked';

interface Attempt {
  readonly outcome: SendingOutcome;
  /** Until when the server asked not to be sent anything, ms since the epoch. */
  readonly pausedUntil?: number | undefined;
  /** The server asked for it in response to this attempt. */
  readonly isRefusal?: boolean;
}

/** Each queue for itself: one organization's trouble never holds up another's. */
const sendings = new Map<string, Sending>();

/**
 * Sends what waits of one person in one organization, in its order, whatever organization is open. Of all tabs one
 * sends at a time. What cannot be sent now stays, and is tried again: here after a pause, and whenever this is called.
 *
 * A pause that the server asked for (`Retry-After`) counts in every tab. Only the user's own request is tried within it.
 *
 * @param isRequested whether the user asked for it, by a click
 * @returns what came of this attempt; it never rejects
 */
export function sendOutbox(
  slug: OrganizationSlug,
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
  slug: OrganizationSlug,
  owner: RequestOwner,
): Promise<SendingOutcome> {
  let attempt: Attempt = { outcome: 'later' };
  try {
    do {
      const { isRequested } = sending;
      sending.isStale = false;
      sending.isRequested = false;
      attempt = await navigator.locks.request(name, () => sendAll(slug, owner, isRequested));
      // What the user asked for meanwhile got the same response.
    } while (sending.isStale && attempt.isRefusal !== true);
  } catch {
    // No worker, or no storage right now: the notes are where they were.
    attempt = { outcome: 'later' };
  }
  const { outcome, pausedUntil } = attempt;
  sending.isRequested = false;
  sending.running = undefined;
  // What fails without a network says nothing about the API: the first attempts after it come soon.
  sending.pause = isOnline() ? pauseAfter(outcome, sending.pause) : FIRST_PAUSE;
  // Offline, the network's return calls; the browser may be wrong about it, so an attempt follows in any case.
  const ownPause = (isOnline() ? sending.pause : LONGEST_PAUSE) * (0.5 + Math.random() / 2);
  const serverPause = pausedUntil === undefined ? 0 : pausedUntil - Date.now() + Math.random() * SPREAD;
  if (outcome !== 'done')
    sending.timer = setTimeout(() => sendOutbox(slug, owner), Math.max(ownPause, serverPause));
  return outcome;
}

function pauseAfter(outcome: SendingOutcome, pause: number): number {
  if (outcome === 'done') return FIRST_PAUSE;
  // Without a session the sign-in calls; a refusal of another kind may pass by itself.
  return outcome === 'blocked' ? LONGEST_PAUSE : Math.min(pause * 2, LONGEST_PAUSE);
}

async function sendAll(slug: OrganizationSlug, owner: RequestOwner, isRequested: boolean): Promise<Attempt> {
  const outbox = await openOutbox(owner);
  // Signed out, or nothing is kept here.
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
  slug: OrganizationSlug,
  owner: RequestOwner,
  outbox: Outbox,
  note: QueuedNote,
): Promise<Attempt> {
  const outcome = await sendNote(slug, owner, note);
  if (outcome.type === 'later') return pauseOutbox(owner, outbox, outcome);
  await outbox.setPause(Date.now(), 0);
  if (outcome.type === 'sent') await outbox.remove(note.key);
  else await outbox.put({ ...note, refusal: problemWords(outcome.problem) });
  announceOutbox(owner, outcome.type === 'sent' ? outcome.note : null);
  return { outcome: 'done' };
}

/** Keeps what the server asked for, for every tab and over reloads. */
async function pauseOutbox(
  owner: RequestOwner,
  outbox: Outbox,
  { isBlocked, retryAfter }: { readonly isBlocked: boolean; readonly retryAfter: number | null },
): Promise<Attempt> {
  const outcome = isBlocked ? 'blocked' : 'later';
  if (retryAfter === null || retryAfter === 0) return { outcome };
  const now = Date.now();
  // Without room for it this tab keeps to the pause, and the others do not know of it.
  await outbox.setPause(now, retryAfter).catch(() => {});
  announceOutbox(owner);
  return { outcome, pausedUntil: now + retryAfter, isRefusal: true };
}
