import { createEffect, createUniqueId, on, Show } from 'solid-js';
import { isOnline } from '../ui/connection.ts';
import { problemWords } from '../ui/problem.ts';
import type { NoteDraft } from './note-draft.ts';

/** Longest note that the API takes, UTF-16 code units. */
const NOTE_LENGTH = 2000;

/**
 * The field for a new note. What is typed is not lost by a failure, a look at another organization, a way to AuthKit, a
 * reload or a crash. A sign-out drops it; and with the memory vault, which keeps nothing at rest, it lasts as long as
 * the page.
 */
export function NoteComposer(props: {
  draft: NoteDraft;
  canSend: boolean;
  onSubmit: (text: string, key: string) => Promise<void>;
}) {
  const id = createUniqueId();
  const isSending = () => props.draft.state().type === 'sending';
  const failure = () => {
    const state = props.draft.state();
    return state.type === 'failed' ? problemWords(state.problem) : undefined;
  };
  const hint = () => {
    if (!props.canSend) return 'You can go on typing; sign in again to add it.';
    if (!isOnline()) return 'You are offline: it is kept on this device and sent when you are back.';
    return isSending() ? 'Adding…' : 'Ctrl or ⌘ and Enter adds it too.';
  };
  const send = async (): Promise<void> => {
    if (props.canSend) await props.draft.send(props.onSubmit);
  };
  // Somebody pressed the button and the session was gone: with the session back, it is what they asked for.
  createEffect(
    on(
      () => props.canSend,
      (canSend, could) => {
        const state = props.draft.state();
        const waits = state.type === 'failed' && state.problem.code === 'authorization_required';
        if (canSend && could === false && waits) void send();
      },
    ),
  );

  return (
    <form
      class="composer card"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <label for={id}>New note</label>
      <textarea
        id={id}
        rows="3"
        maxlength={NOTE_LENGTH}
        aria-describedby={`${id}-hint`}
        placeholder="What should the others know?"
        value={props.draft.text()}
        onInput={({ currentTarget }) => props.draft.setText(currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          void send();
        }}
      />
      <div class="composer-foot">
        <p id={`${id}-hint`} class="hint" role="status">
          <Show when={failure()} fallback={hint()}>
            {(words) => <span class="error-text">Not added. {words()} Your text is kept.</span>}
          </Show>
        </p>
        <button
          type="submit"
          class="button button-primary"
          disabled={!props.canSend || isSending() || props.draft.text().trim() === ''}
        >
          {'Add note'}
        </button>
      </div>
    </form>
  );
}
