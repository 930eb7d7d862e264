import { createRenderEffect, on, type ParentProps } from 'solid-js';

/**
 * Hides its children from the screen and the accessibility tree, and keeps their state. Browsers drop scroll position
 * and focus of elements that are not rendered; both are restored.
 */
export function Concealed(props: ParentProps<{ when: boolean }>) {
  let content: HTMLDivElement | undefined;
  // A function, because the package is built with its JSX: a bundler does not see that `ref={content}` assigns the variable, and
  // removes the code that uses it.
  const keep = (div: HTMLDivElement): void => {
    content = div;
  };
  const element = <div ref={keep}>{props.children}</div>;
  let scroll = { left: 0, top: 0 };
  let focused: Element | null = null;
  createRenderEffect(
    on(
      () => props.when,
      (isConcealed, wasConcealed) => {
        const active = document.activeElement;
        if (isConcealed && wasConcealed !== true) {
          scroll = { left: scrollX, top: scrollY };
          focused = content?.contains(active) === true ? active : null;
        }
        // `contents`: the element has no box of its own, so it changes no layout.
        if (content !== undefined) content.style.display = isConcealed ? 'none' : 'contents';
        if (isConcealed || wasConcealed !== true) return;
        scrollTo({ ...scroll, behavior: 'instant' });
        const isFocusLost = active === null || active === document.body;
        if (isFocusLost && focused instanceof HTMLElement) focused.focus({ preventScroll: true });
      },
    ),
  );
  return element;
}
