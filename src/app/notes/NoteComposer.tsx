import { createEffect, createUniqueId, on, Show } from 'solid-js';
import { isOnline } from '../ui/connection.ts';
import { problemWords } from '../ui/problem.ts';
import type { NoteDraft } from './note-draft.ts';

/** Maximum length of a note that the API accepts, in UTF-16 code units. */
export const NOTE_LENGTH = 2000;

/**
 * The field for a new note. The text survives a failed request, a switch of organization, a redirect to AuthKit, a
 * reload and a crash of the page. A sign-out deletes it. With the memory vault the text lasts only as long as the page, because
 * nothing is stored.
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
    if (!props.canSend) return 'You can continue typing. Sign in again to add the note.';
    if (!isOnline())
      return 'You are offline. The note is stored on this device and sent when you are online again.';
    return isSending() ? 'Adding…' : 'Press Ctrl+Enter or ⌘+Enter to add it.';
  };
  const send = async (): Promise<void> => {
    if (props.canSend) await props.draft.send(props.onSubmit);
  };
  // The user pressed the button after the session had ended. Once the session is back, the note is sent without a
  // second click.
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
        placeholder="Write something for your team"
        value={props.draft.text()}
        onInput={({ currentTarget }) => props.draft.setText(currentTarget.value)}
        onKeyDown={(event) => {
          if (event.isComposing || event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          void send();
        }}
      />
      <div class="composer-foot">
        <p id={`${id}-hint`} class="hint" role="status">
          <Show when={failure()} fallback={hint()}>
            {(words) => <span class="error-text">Not added. {words()} Your text is still here.</span>}
          </Show>
        </p>
        <button
          type="submit"
          class="button button-primary"
          aria-disabled={!props.canSend || isSending() || props.draft.text().trim() === ''}
        >
          {'Add note'}
        </button>
      </div>
    </form>
  );
}
