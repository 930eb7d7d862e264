import type { OrganizationSlug, RequestOwner } from '../client/index.ts';
import { isOnline } from './connection.ts';
import { type Outbox, openOutbox, outboxLock, type QueuedNote } from './outbox.ts';
import { announceOutbox } from './outbox-channel.ts';
import { problemWords } from './problem.ts';
import { sendNote } from './send-note.ts';

/** Pauses between two attempts while the network seems to be there, ms. */
const FIRST_PAUSE = 2_000;
const LONGEST_PAUSE = 60_000;

interface Sending {
  /** Something was queued since the last look. */
  isStale: boolean;
  running: Promise<SendingOutcome> | undefined;
  pause: number;
  timer: ReturnType<typeof setTimeout> | undefined;
}

/** Each queue for itself: one organization's trouble never holds up another's. */
const sendings = new Map<string, Sending>();

/**
 * Sends what waits of one person in one organization, in its order, whatever organization is open. Of all tabs one
 * sends at a time. What cannot be sent now stays, and is tried again: here after a pause, and whenever this is called.
 *
 * @returns what came of this attempt; it never rejects
 */
export function sendOutbox(slug: OrganizationSlug, owner: RequestOwner): Promise<SendingOutcome> {
  const name = outboxLock(owner);
  const sending = sendings.get(name) ?? {
    isStale: false,
    running: undefined,
    pause: FIRST_PAUSE,
    timer: undefined,
  };
  sendings.set(name, sending);
  sending.isStale = true;
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
  let outcome: SendingOutcome = 'later';
  try {
    do {
      sending.isStale = false;
      outcome = await navigator.locks.request(name, () => sendAll(slug, owner));
    } while (sending.isStale);
  } catch {
    // No worker, or no storage right now: the notes are where they were.
    outcome = 'later';
  }
  sending.running = undefined;
  // What fails without a network says nothing about the API: the first attempts after it come soon.
  sending.pause = isOnline() ? pauseAfter(outcome, sending.pause) : FIRST_PAUSE;
  // Offline, the network's return calls.
  if (outcome !== 'done' && isOnline())
    sending.timer = setTimeout(() => sendOutbox(slug, owner), sending.pause * (0.5 + Math.random() / 2));
  return outcome;
}

function pauseAfter(outcome: SendingOutcome, pause: number): number {
  if (outcome === 'done') return FIRST_PAUSE;
  // Without a session the sign-in calls; a refusal of another kind may pass by itself.
  return outcome === 'blocked' ? LONGEST_PAUSE : Math.min(pause * 2, LONGEST_PAUSE);
}

/** `blocked`: what is left waits for a sign-in; `later`: for the network, or for the API. */
export type SendingOutcome = 'done' | 'later' | 'blocked';

async function sendAll(slug: OrganizationSlug, owner: RequestOwner): Promise<SendingOutcome> {
  const outbox = await openOutbox(owner);
  // Signed out, or nothing is kept here.
  if (outbox === undefined) return 'done';
  for (;;) {
    const waiting = (await outbox.list()).filter(({ refusal }) => refusal === null);
    if (waiting.length === 0) return 'done';
    for (const note of waiting) {
      const outcome = await sendOne(slug, owner, outbox, note);
      if (outcome !== 'done') return outcome;
    }
  }
}

async function sendOne(
  slug: OrganizationSlug,
  owner: RequestOwner,
  outbox: Outbox,
  note: QueuedNote,
): Promise<SendingOutcome> {
  const outcome = await sendNote(slug, owner, note);
  switch (outcome.type) {
    case 'sent':
      await outbox.remove(note.key);
      announceOutbox(owner, outcome.note);
      return 'done';
    case 'refused':
      await outbox.put({ ...note, refusal: problemWords(outcome.problem) });
      announceOutbox(owner);
      return 'done';
    case 'later':
      return outcome.isBlocked ? 'blocked' : 'later';
  }
}
