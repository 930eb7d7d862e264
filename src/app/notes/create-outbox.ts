import { type Accessor, createEffect, createSignal, on, onCleanup } from 'solid-js';
import type { Organization, RequestOwner } from '../../client/index.ts';
import { askForPersistence } from '../sessions/device-storage.ts';
import { isOnline } from '../ui/connection.ts';
import { ProblemError } from '../ui/problem.ts';
import type { Note } from './notes.ts';
import { nextQueuedAt, type Outbox, openOutbox, outboxLock, type QueuedNote } from './outbox.ts';
import { announceOutbox, followOutbox } from './outbox-channel.ts';
import { sendNote } from './send-note.ts';
import { type SendingOutcome, sendOutbox } from './send-outbox.ts';

/** What a page shows of the notes that wait, and does with them. */
export interface NoteQueue {
  /** In the order in which they were written. */
  readonly waiting: Accessor<readonly QueuedNote[]>;
  /** Queues a note and begins to send it. @throws ProblemError when it is neither kept nor sent */
  readonly submit: (text: string, key: string) => Promise<void>;
  /** Until when the server asked to wait (`Retry-After`), ms since the epoch; `undefined`: it did not. */
  readonly pausedUntil: Accessor<number | undefined>;
  /** Tries again what waits: something has just shown that the API can be reached. */
  readonly send: () => void;
  /** Sends what waits because the user asks for it, also within a pause. */
  readonly sendNow: () => void;
  readonly retry: (note: QueuedNote) => void;
  /** Throws a note away. @returns `false`: not now, for notes are on their way and it may be one of them */
  readonly discard: (note: QueuedNote) => Promise<boolean>;
}

/** How long a note stays in its field for an answer, ms; then it waits in the list. */
const PATIENCE = 5_000;

function soon(outcome: Promise<SendingOutcome>): Promise<SendingOutcome> {
  return Promise.race([
    outcome,
    new Promise<SendingOutcome>((resolve) => setTimeout(() => resolve('later'), PATIENCE)),
  ]);
}

/**
 * The queue of one person's notes for one organization, in step with every other page of theirs.
 *
 * @param owner who is signed in; `undefined`: nobody, and what was shown stays
 * @param onSent hears each note that the API took
 */
export function createOutbox(
  organization: Organization,
  owner: Accessor<RequestOwner | undefined>,
  onSent: (note: Note) => void,
): NoteQueue {
  const [waiting, setWaiting] = createSignal<readonly QueuedNote[]>([]);
  const [pausedUntil, setPausedUntil] = createSignal<number>();
  createEffect(() => {
    const until = pausedUntil();
    if (until === undefined) return;
    const timer = setTimeout(() => setPausedUntil(undefined), until - Date.now());
    onCleanup(() => clearTimeout(timer));
  });

  createEffect(
    on(owner, (current, before) => {
      if (current === undefined) return;
      // What another person wrote is not this one's to see.
      if (before !== undefined && before.userId !== current.userId) setWaiting([]);
      let isOver = false;
      const show = async (): Promise<void> => {
        const outbox = await openOutbox(current);
        const notes = (await outbox?.list()) ?? [];
        const until = await outbox?.pausedUntil(Date.now());
        if (isOver) return;
        setWaiting(notes);
        setPausedUntil(until);
      };
      const stop = followOutbox(current, (sent) => {
        if (sent !== undefined) onSent(sent);
        show().catch(() => {});
      });
      onCleanup(() => {
        isOver = true;
        stop();
      });
      show().catch(() => {});
      void sendOutbox(organization.slug, current);
    }),
  );

  /** @returns whether this device keeps anything right now */
  const change = async (current: RequestOwner, task: (outbox: Outbox) => Promise<void>): Promise<boolean> => {
    const outbox = await openOutbox(current).catch(() => undefined);
    if (outbox === undefined) return false;
    const isDone = await task(outbox).then(
      () => true,
      () => false,
    );
    announceOutbox(current);
    return isDone;
  };

  const submit = async (text: string, key: string): Promise<void> => {
    const current = owner();
    if (current === undefined) throw new ProblemError('authorization_required', 'Nobody is signed in.');
    const note: QueuedNote = { key, text, queuedAt: nextQueuedAt(Date.now()), refusal: null };
    if (await change(current, (outbox) => outbox.put(note))) {
      askForPersistence().catch(() => {});
      const sending = sendOutbox(organization.slug, current, true);
      if (!isOnline() || (await soon(sending)) !== 'blocked') return;
      // The session is gone: what was typed belongs back where it was typed, beside what is said about it.
      await change(current, (outbox) => outbox.remove(key));
      setWaiting(waiting().filter((queued) => queued.key !== key));
      throw new ProblemError('authorization_required', 'Sign in again, and it is added.');
    }
    // This device keeps nothing right now; what can be sent at once needs no keeping.
    const outcome = await sendNote(organization.slug, current, note);
    if (outcome.type === 'sent') announceOutbox(current, outcome.note);
    else if (outcome.type === 'refused') throw outcome.problem;
    else if (outcome.retryAfter !== null)
      throw new ProblemError('rate_limited', 'The server asks for a pause.', outcome.retryAfter);
    else throw new ProblemError(navigator.onLine ? 'network' : 'offline', 'It could not be sent or kept.');
  };

  const retry = async (note: QueuedNote): Promise<void> => {
    const current = owner();
    if (current === undefined) return;
    if (await change(current, (outbox) => outbox.put({ ...note, refusal: null })))
      void sendOutbox(organization.slug, current, true);
  };
  const discard = async ({ key }: QueuedNote): Promise<boolean> => {
    const current = owner();
    if (current === undefined) return false;
    return navigator.locks.request(outboxLock(current), { ifAvailable: true }, async (lock) =>
      lock === null ? false : change(current, (outbox) => outbox.remove(key)),
    );
  };
  const send = (isRequested: boolean): void => {
    const current = owner();
    if (current !== undefined && waiting().length > 0)
      void sendOutbox(organization.slug, current, isRequested);
  };
  return {
    waiting,
    pausedUntil,
    submit,
    send: () => send(false),
    sendNow: () => send(true),
    retry: (note) => void retry(note),
    discard,
  };
}
