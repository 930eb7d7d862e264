import { Show } from 'solid-js';

/** Says what went wrong beside the control that it went wrong with; nothing while `words` is undefined. */
export function ErrorText(props: { words: string | undefined }) {
  return (
    <Show when={props.words}>
      {(words) => (
        <p class="error-text" role="status">
          {words()}
        </p>
      )}
    </Show>
  );
}
