import { createSignal, Show } from 'solid-js';
import { Moment } from '../ui/Moment.tsx';
import type { QueuedNote } from './outbox.ts';

/**
 * An unsent note. The user can delete it, and can retry it if the API rejected it.
 *
 * @param props.onDelete resolves to `false` if the note may be in a request right now
 */
export function WaitingNote(props: {
  note: QueuedNote;
  onRetry: () => void;
  onDelete: () => Promise<boolean>;
}) {
  const [isHeld, setHeld] = createSignal(false);
  const deleteNote = (): void =>
    void props.onDelete().then(
      (isGone) => setHeld(!isGone),
      () => setHeld(true),
    );
  return (
    <li class="note note-waiting card">
      <p class="note-text" dir="auto">
        {props.note.text}
      </p>
      <p class="note-meta">
        <Show when={props.note.refusal} fallback="Waiting to be sent">
          {(words) => <span class="error-text">Not added. {words()}</span>}
        </Show>{' '}
        · <Moment at={props.note.queuedAt} />
      </p>
      <div class="actions">
        <Show when={props.note.refusal}>
          <button type="button" class="button" onClick={() => props.onRetry()}>
            Try again
          </button>
        </Show>
        <button type="button" class="button" onClick={deleteNote}>
          Discard
        </button>
        <p class="hint" role="status">
          {isHeld() ? 'This note may be sending right now. Try again in a moment.' : ''}
        </p>
      </div>
    </li>
  );
}
