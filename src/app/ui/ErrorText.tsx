import { Show } from 'solid-js';

/** An error message next to the control that caused it. Renders nothing while `words` is undefined. */
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
