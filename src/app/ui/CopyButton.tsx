import { createSignal, type ParentProps } from 'solid-js';

/** Copies text to the clipboard and confirms it. */
export function CopyButton(props: ParentProps<{ text: () => string }>) {
  const [state, setState] = createSignal<'copied' | 'failed'>();
  const copy = (): void => {
    navigator.clipboard.writeText(props.text()).then(
      () => setState('copied'),
      () => setState('failed'),
    );
  };
  return (
    <>
      <button type="button" class="button" onClick={copy}>
        {props.children}
      </button>
      <span class="hint" role="status">
        {state() === 'copied' && 'Copied.'}
        {state() === 'failed' && 'The browser blocked copying.'}
      </span>
    </>
  );
}
