import { Show } from 'solid-js';
import type { QueuedNote } from '../outbox.ts';
import { Moment } from './Moment.tsx';

/** A note that is on this device alone: it waits, or was refused and can be copied, tried again or thrown away. */
export function WaitingNote(props: { note: QueuedNote; onRetry: () => void; onDiscard: () => void }) {
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
      <Show when={props.note.refusal}>
        <div class="actions">
          <button type="button" class="button" onClick={() => props.onRetry()}>
            Try again
          </button>
          <button type="button" class="button" onClick={() => props.onDiscard()}>
            Discard
          </button>
        </div>
      </Show>
    </li>
  );
}
