import { createSignal, onCleanup, type ParentProps, Show } from 'solid-js';

/** Most waits are over before this; a message that only flashes would be noise. ms */
const DELAY = 350;

/** A wait in one calm line, shown only when it lasts. */
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
