/**
 * An error message next to the control that caused it. Empty while `words` is undefined: a screen reader reads out a change of a
 * status, but not a status that is added with its text.
 */
export function ErrorText(props: { words: string | undefined }) {
  return (
    <p class="error-text" role="status">
      {props.words}
    </p>
  );
}
