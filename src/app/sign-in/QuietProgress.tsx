import { createSignal, onCleanup, type ParentProps, Show } from 'solid-js';

/** Time before the message appears, ms. Most waits are shorter, and a message that flashes would only distract. */
const DELAY = 300;

/** One line about what the page waits for, shown only for a long wait. */
export function QuietProgress(props: ParentProps) {
  const [isLong, setLong] = createSignal(false);
  const timer = setTimeout(() => setLong(true), DELAY);
  onCleanup(() => clearTimeout(timer));
  return (
    <div class="quiet" role="status">
      <Show when={isLong()}>
        <span class="spinner" aria-hidden="true" />
        <p>{props.children}</p>
      </Show>
    </div>
  );
}
