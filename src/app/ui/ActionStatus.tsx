import { createIsLong } from './create-is-long.ts';

/** Time before the words appear, ms. Most responses arrive earlier, and a message that flashes would only distract. */
const DELAY = 1_000;

/**
 * What a button started and what became of it: words while it takes long, or why it failed. Empty otherwise, as `ErrorText`.
 *
 * @param props.progress shown while it runs, such as "Saving…"
 */
export function ActionStatus(props: { isBusy: boolean; progress: string; problem: string | undefined }) {
  const isLong = createIsLong(() => props.isBusy, DELAY);
  return (
    <p class={props.problem === undefined ? 'hint' : 'error-text'} role="status">
      {props.problem ?? (isLong() ? props.progress : undefined)}
    </p>
  );
}
