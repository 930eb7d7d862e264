import { createSignal, type ParentProps } from 'solid-js';

/** Puts text on the clipboard, and says that it did. */
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
        {state() === 'failed' && 'The browser does not let this page copy.'}
      </span>
    </>
  );
}
