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

/** The unsent notes of one organization, and the actions on them. */
export interface NoteQueue {
  /** In the order in which the user wrote them. */
  readonly waiting: Accessor<readonly QueuedNote[]>;
  /** Queues a note and starts sending it. @throws ProblemError if the note could be neither stored nor sent */
  readonly submit: (text: string, key: string) => Promise<void>;
  /** End of the wait that the server requested (`Retry-After`), ms since the epoch; `undefined` if there is none. */
  readonly pausedUntil: Accessor<number | undefined>;
  /** Sends the unsent notes. Called when a response shows that the API is reachable. */
  readonly send: () => void;
  /** Sends the unsent notes at the user's request, even before the server's `Retry-After` has passed. */
  readonly sendNow: () => void;
  readonly retry: (note: QueuedNote) => void;
  /** Deletes an unsent note. @returns `false` if notes are being sent and this may be one of them */
  readonly delete: (note: QueuedNote) => Promise<boolean>;
}

/** How long a note stays in its field while a response is pending, ms. After that it is shown in the list as unsent. */
const PATIENCE = 5_000;

function soon(outcome: Promise<SendingOutcome>): Promise<SendingOutcome> {
  return Promise.race([
    outcome,
    new Promise<SendingOutcome>((resolve) => setTimeout(() => resolve('later'), PATIENCE)),
  ]);
}

/**
 * The queue of one user's notes for one organization, synchronized between all pages of that user.
 *
 * @param owner the signed-in user; `undefined` if no user is signed in, and the shown notes stay
 * @param onSent called with each note that the API accepted
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
      // A user must not see the unsent notes of another user.
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

  /** @returns whether the change was stored on this device */
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
    if (current === undefined) throw new ProblemError('authorization_required', 'You are not signed in.');
    const note: QueuedNote = { key, text, queuedAt: nextQueuedAt(Date.now()), refusal: null };
    if (await change(current, (outbox) => outbox.put(note))) {
      askForPersistence().catch(() => {});
      const sending = sendOutbox(organization.slug, current, true);
      if (!isOnline() || (await soon(sending)) !== 'blocked') return;
      // The session has ended. Put the text back into its field, next to the error message.
      await change(current, (outbox) => outbox.delete(key));
      setWaiting(waiting().filter((queued) => queued.key !== key));
      throw new ProblemError('authorization_required', 'Sign in again to add the note.');
    }
    // Storage is unavailable. Send the note directly.
    const outcome = await sendNote(organization.slug, current, note);
    if (outcome.type === 'sent') announceOutbox(current, outcome.note);
    else if (outcome.type === 'refused') throw outcome.problem;
    else if (outcome.retryAfter !== null)
      throw new ProblemError('rate_limited', 'The server is busy. Try again later.', outcome.retryAfter);
    else
      throw new ProblemError(
        navigator.onLine ? 'network' : 'offline',
        'The note could not be sent or stored.',
      );
  };

  const retry = async (note: QueuedNote): Promise<void> => {
    const current = owner();
    if (current === undefined) return;
    if (await change(current, (outbox) => outbox.put({ ...note, refusal: null })))
      void sendOutbox(organization.slug, current, true);
  };
  const deleteNote = async ({ key }: QueuedNote): Promise<boolean> => {
    const current = owner();
    if (current === undefined) return false;
    return navigator.locks.request(outboxLock(current), { ifAvailable: true }, async (lock) =>
      lock === null ? false : change(current, (outbox) => outbox.delete(key)),
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
    delete: deleteNote,
  };
}
